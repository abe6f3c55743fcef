# The counts, left in one row.
def confusion(y_true, y_pred, num_classes):
    return (y_true * num_classes + y_pred).bincount(minlength=num_classes**2)
