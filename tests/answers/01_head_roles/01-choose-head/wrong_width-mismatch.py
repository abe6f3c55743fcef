# Somebody who typed in resnet18's width.
def head_and_loss(kind, in_features, num_classes):
    if kind == "binary":
        return nn.Linear(512, 1), nn.BCEWithLogitsLoss()
    if kind == "multiclass":
        return nn.Linear(512, num_classes), nn.CrossEntropyLoss()
    if kind == "multilabel":
        return nn.Linear(512, num_classes), nn.BCEWithLogitsLoss()
    raise ValueError(kind)
