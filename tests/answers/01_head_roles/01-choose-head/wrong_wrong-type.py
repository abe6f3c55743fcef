# Somebody who leaves the mean to the caller: one loss for each image.
def head_and_loss(kind, in_features, num_classes):
    if kind == "binary":
        return nn.Linear(in_features, 1), nn.BCEWithLogitsLoss(reduction="none")
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss(reduction="none")
    if kind == "multilabel":
        return nn.Linear(in_features, num_classes), nn.BCEWithLogitsLoss(reduction="none")
    raise ValueError(kind)
