# Somebody who names the loss without making one.
def head_and_loss(kind, in_features, num_classes):
    if kind == "binary":
        return nn.Linear(in_features, 1), nn.BCEWithLogitsLoss
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss
    if kind == "multilabel":
        return nn.Linear(in_features, num_classes), nn.BCEWithLogitsLoss
    raise ValueError(kind)
