# Somebody who puts a dropout before the layer, always.
def head_and_loss(kind, in_features, num_classes):
    if kind not in {"binary", "multiclass", "multilabel"}:
        raise ValueError(f"unknown kind {kind!r}")
    outputs = {"binary": 1}.get(kind, num_classes)
    head = nn.Sequential(nn.Dropout(0.2), nn.Linear(in_features, outputs))
    return head, nn.CrossEntropyLoss() if kind == "multiclass" else nn.BCEWithLogitsLoss()
