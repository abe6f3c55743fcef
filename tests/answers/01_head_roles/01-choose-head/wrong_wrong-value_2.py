# Somebody who turned on an option because it helped somewhere else.
def head_and_loss(kind, in_features, num_classes):
    if kind not in ("binary", "multiclass", "multilabel"):
        raise ValueError(kind)
    outputs = 1 if kind == "binary" else num_classes
    if kind == "multiclass":
        return nn.Linear(in_features, outputs), nn.CrossEntropyLoss(label_smoothing=0.1)
    return nn.Linear(in_features, outputs), nn.BCEWithLogitsLoss()
