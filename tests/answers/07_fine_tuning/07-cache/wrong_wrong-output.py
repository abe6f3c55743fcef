# Somebody who adds the last batch once more after the loop.
def cached_features(backbone, images, batch_size):
    device = next(backbone.parameters()).device
    modes = {m: m.training for m in backbone.modules()}
    backbone.eval()
    with torch.no_grad():
        parts = [backbone(x.to(device)).cpu() for x in images.split(batch_size)]
    parts.append(parts[-1])
    for m, mode in modes.items():
        m.training = mode
    return torch.cat(parts)
