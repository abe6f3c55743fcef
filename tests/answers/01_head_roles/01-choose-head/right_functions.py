# Somebody who prefers functions to loss objects.
def head_and_loss(kind, in_features, num_classes):
    match kind:
        case "binary":
            return nn.Linear(in_features, 1), F.binary_cross_entropy_with_logits
        case "multiclass":
            return nn.Linear(in_features, num_classes), F.cross_entropy
        case "multilabel":
            return nn.Linear(in_features, num_classes), F.binary_cross_entropy_with_logits
        case _:
            raise ValueError("unknown kind: " + kind)
