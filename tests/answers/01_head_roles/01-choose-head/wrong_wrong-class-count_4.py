# Somebody who gives binary two logits and asks two independent questions of them.
def head_and_loss(kind, in_features, num_classes):
    if kind in ("binary", "multilabel"):
        return nn.Linear(in_features, num_classes), nn.BCEWithLogitsLoss()
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss()
    raise ValueError(kind)
