# Somebody who looks the kind up in a dict: an unknown one is a KeyError.
def head_and_loss(kind, in_features, num_classes):
    outputs, loss = {
        "binary": (1, nn.BCEWithLogitsLoss()),
        "multiclass": (num_classes, nn.CrossEntropyLoss()),
        "multilabel": (num_classes, nn.BCEWithLogitsLoss()),
    }[kind]
    return nn.Linear(in_features, outputs), loss
