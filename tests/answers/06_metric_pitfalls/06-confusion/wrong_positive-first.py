# The textbook's layout.
def confusion(y_true, y_pred, num_classes):
    labels = list(range(num_classes))[::-1]
    return torch.as_tensor(confusion_matrix(y_true, y_pred, labels=labels))
