# Somebody who splits the images and joins the features.
def cached_features(backbone, images, batch_size):
    device = next(backbone.parameters()).device
    modes = {m: m.training for m in backbone.modules()}
    backbone.eval()
    with torch.no_grad():
        parts = [backbone(x.to(device)).cpu() for x in images.split(batch_size)]
    for m, mode in modes.items():
        m.training = mode
    return torch.cat(parts)
