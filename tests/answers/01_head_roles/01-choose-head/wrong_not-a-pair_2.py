# Somebody who packs both into one module.
def head_and_loss(kind, in_features, num_classes):
    if kind == "binary":
        return nn.Sequential(nn.Linear(in_features, 1), nn.BCEWithLogitsLoss())
    return nn.Sequential(nn.Linear(in_features, num_classes), nn.CrossEntropyLoss())
