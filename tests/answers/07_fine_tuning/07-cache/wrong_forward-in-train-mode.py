# Somebody who thinks that no_grad is evaluation.
def cached_features(backbone, images, batch_size):
    twin = copy.deepcopy(backbone)
    with torch.no_grad():
        return torch.cat([twin(x) for x in images.split(batch_size)])
