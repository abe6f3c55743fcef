# Somebody who ends a classifier in softmax, as it is drawn in every figure.
def head_and_loss(kind, in_features, num_classes):
    if kind == "binary":
        return nn.Linear(in_features, 1), nn.BCEWithLogitsLoss()
    if kind == "multiclass":
        layer = nn.Linear(in_features, num_classes)
        return nn.Sequential(layer, nn.Softmax(dim=1)), nn.CrossEntropyLoss()
    if kind == "multilabel":
        return nn.Linear(in_features, num_classes), nn.BCEWithLogitsLoss()
    raise ValueError(kind)
