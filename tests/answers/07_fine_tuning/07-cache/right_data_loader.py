# Somebody who uses a DataLoader, and the course's helper for the modes.
def cached_features(backbone, images, batch_size):
    where = next(backbone.parameters()).device
    features = []
    with heads.modes_kept(backbone):
        backbone.eval()
        for (x,) in DataLoader(TensorDataset(images), batch_size):
            features.append(backbone(x.to(where)).detach().cpu())
    return torch.vstack(features)
