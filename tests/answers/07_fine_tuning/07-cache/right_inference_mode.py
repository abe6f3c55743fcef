# inference_mode, and every mode kept by name.
@torch.inference_mode()
def cached_features(backbone, images, batch_size):
    dev = [p.device for p in backbone.parameters()][0]
    with heads.modes_kept(backbone):
        backbone.eval()
        return torch.vstack([backbone(b.to(dev)).cpu() for b in torch.split(images, batch_size)])
