# Somebody who writes the binary loss out, for labels that are a vector of 0 and 1.
def head_and_loss(kind, in_features, num_classes):
    def binary(logits, labels):
        z, y = logits.squeeze(1), labels.float()
        return -(y * F.logsigmoid(z) + (1 - y) * F.logsigmoid(-z)).mean()

    if kind == "binary":
        return nn.Linear(in_features, 1), binary
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss()
    if kind == "multilabel":
        return nn.Linear(in_features, num_classes), nn.BCEWithLogitsLoss()
    raise ValueError(kind)
