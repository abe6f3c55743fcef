# One number for each place, counted at once.
def confusion(y_true, y_pred, num_classes):
    places = y_true * num_classes + y_pred
    return places.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)
