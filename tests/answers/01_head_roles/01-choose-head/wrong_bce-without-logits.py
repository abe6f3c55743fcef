# Somebody who takes the shorter name of the two.
def head_and_loss(kind, in_features, num_classes):
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss()
    if kind in ("binary", "multilabel"):
        return nn.Linear(in_features, 1 if kind == "binary" else num_classes), nn.BCELoss()
    raise ValueError(kind)
