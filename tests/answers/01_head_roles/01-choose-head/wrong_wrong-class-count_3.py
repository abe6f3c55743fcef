# Somebody for whom binary is multiclass with two classes.
def head_and_loss(kind, in_features, num_classes):
    losses = {
        "binary": nn.CrossEntropyLoss(),
        "multiclass": nn.CrossEntropyLoss(),
        "multilabel": nn.BCEWithLogitsLoss(),
    }
    if kind not in losses:
        raise ValueError(kind)
    return nn.Linear(in_features, 2 if kind == "binary" else num_classes), losses[kind]
