# Somebody whose labels are a vector of 0 and 1: the loss fits the column of logits to them.
def head_and_loss(kind, in_features, num_classes):
    def yes_or_no(logits, labels):
        return F.binary_cross_entropy_with_logits(logits.squeeze(1), labels.float())

    if kind == "binary":
        return nn.Linear(in_features, 1), yes_or_no
    if kind == "multiclass":
        return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss()
    if kind == "multilabel":
        return nn.Linear(in_features, num_classes), nn.MultiLabelSoftMarginLoss()
    raise ValueError(kind)
