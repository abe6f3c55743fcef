# Somebody who normalises each row.
def confusion(y_true, y_pred, num_classes):
    labels = range(num_classes)
    return torch.as_tensor(confusion_matrix(y_true, y_pred, labels=labels, normalize="true"))
