# Somebody whose binary head gives a plain vector, and who has deeper heads besides.
def head_and_loss(kind, in_features, num_classes):
    if kind not in ("binary", "multiclass", "multilabel"):
        raise ValueError(kind)
    outputs = 1 if kind == "binary" else num_classes
    layers = [nn.Linear(in_features, 32), nn.ReLU(), nn.Linear(32, outputs)]
    if kind == "binary":
        layers.append(nn.Flatten(0))
    loss = nn.CrossEntropyLoss() if kind == "multiclass" else nn.BCEWithLogitsLoss()
    return nn.Sequential(*layers), loss
