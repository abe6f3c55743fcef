# Somebody who remembers the name of the loss almost.
def head_and_loss(kind, in_features, num_classes):
    if kind == "binary":
        return nn.Linear(in_features, 1), nn.BCEWithLogitLoss()
    return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss()
