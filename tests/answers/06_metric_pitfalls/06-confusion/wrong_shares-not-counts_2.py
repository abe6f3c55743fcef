# Somebody who divides by the number of all images.
def confusion(y_true, y_pred, num_classes):
    places = y_true * num_classes + y_pred
    counts = places.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)
    return counts / counts.sum()
