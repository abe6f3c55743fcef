# Somebody who restores one flag for the whole backbone.
def cached_features(backbone, images, batch_size):
    was = backbone.training
    backbone.eval()
    with torch.no_grad():
        result = torch.cat([backbone(x) for x in images.split(batch_size)])
    backbone.train(was)
    return result
