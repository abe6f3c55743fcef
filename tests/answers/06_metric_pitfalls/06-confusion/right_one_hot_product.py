# Two one-hot matrices, multiplied.
def confusion(y_true, y_pred, num_classes):
    a, b = (F.one_hot(y, num_classes) for y in (y_true, y_pred))
    return a.T @ b
