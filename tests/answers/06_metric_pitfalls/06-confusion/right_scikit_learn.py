# The library, with all labels named.
def confusion(y_true, y_pred, num_classes):
    return torch.as_tensor(confusion_matrix(y_true, y_pred, labels=list(range(num_classes))))
