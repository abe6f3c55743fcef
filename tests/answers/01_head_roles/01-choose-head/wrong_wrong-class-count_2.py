# Somebody for whom every yes-or-no loss has one logit, with several labels too.
def head_and_loss(kind, in_features, num_classes):
    if kind in ("binary", "multilabel"):
        return nn.Linear(in_features, 1), nn.BCEWithLogitsLoss()
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss()
    raise ValueError(kind)
