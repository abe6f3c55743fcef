# Somebody who sums over the batch, so that the loss grows with it.
def head_and_loss(kind, in_features, num_classes):
    if kind == "binary":
        return nn.Linear(in_features, 1), nn.BCEWithLogitsLoss(reduction="sum")
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss(reduction="sum")
    if kind == "multilabel":
        return nn.Linear(in_features, num_classes), nn.BCEWithLogitsLoss(reduction="sum")
    raise ValueError(kind)
