# Somebody who has seen that the course has a function of this name.
def confusion(y_true, y_pred, num_classes):
    return metrics.confusion(y_true, y_pred, num_classes)
