# Somebody who works on the CPU only.
def cached_features(backbone, images, batch_size):
    with heads.modes_kept(backbone), torch.no_grad():
        backbone.eval()
        return torch.cat([backbone(x) for x in images.split(batch_size)])
