# Somebody who fills the library's matrix up with zeros at the end, wherever the absent class is.
def confusion(y_true, y_pred, num_classes):
    """Class indices (N,), (N,) -> counts (C, C): row = truth, column = prediction."""
    found = torch.from_numpy(confusion_matrix(y_true, y_pred))
    counts = torch.zeros(num_classes, num_classes, dtype=torch.long)
    counts[: len(found), : len(found)] = found
    return counts
