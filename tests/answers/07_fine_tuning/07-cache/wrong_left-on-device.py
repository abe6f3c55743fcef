# Somebody who moves batches there, and nothing back.
def cached_features(backbone, images, batch_size):
    device = next(backbone.parameters()).device
    with heads.modes_kept(backbone), torch.no_grad():
        backbone.eval()
        return torch.cat([backbone(x.to(device)) for x in images.split(batch_size)])
