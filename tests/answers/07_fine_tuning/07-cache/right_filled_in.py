# Somebody who writes each batch into its place.
def cached_features(backbone, images, batch_size):
    device = next(backbone.parameters()).device
    modes = [m.training for m in backbone.modules()]
    backbone.train(False)
    result, start = None, 0
    while start < len(images):
        with torch.no_grad():
            features = backbone(images[start : start + batch_size].to(device)).detach()
        if result is None:
            result = torch.empty(len(images), features.shape[1])
        result[start : start + len(features)] = features
        start += batch_size
    for m, mode in zip(backbone.modules(), modes):
        m.training = mode
    return result
