# Somebody for whom an activation belongs behind every layer.
def head_and_loss(kind, in_features, num_classes):
    outputs = 1 if kind == "binary" else num_classes
    head = nn.Sequential(nn.Linear(in_features, outputs), nn.ReLU())
    if kind in ("binary", "multilabel"):
        return head, nn.BCEWithLogitsLoss()
    if kind == "multiclass":
        return head, nn.CrossEntropyLoss()
    raise ValueError(kind)
