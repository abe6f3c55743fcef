# Somebody who returns a list of lists.
def confusion(y_true, y_pred, num_classes):
    return confusion_matrix(y_true, y_pred, labels=range(num_classes)).tolist()
