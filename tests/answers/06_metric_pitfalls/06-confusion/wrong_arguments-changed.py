# The places are computed inside the caller's tensor.
def confusion(y_true, y_pred, num_classes):
    y_true *= num_classes
    y_true += y_pred
    return y_true.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)
