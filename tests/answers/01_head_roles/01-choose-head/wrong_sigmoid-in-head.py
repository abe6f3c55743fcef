# Somebody who pairs a sigmoid with BCELoss, as older tutorials do: no logits come out.
def head_and_loss(kind, in_features, num_classes):
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss()
    if kind in ("binary", "multilabel"):
        layer = nn.Linear(in_features, 1 if kind == "binary" else num_classes)
        return nn.Sequential(layer, nn.Sigmoid()), nn.BCELoss()
    raise ValueError(kind)
