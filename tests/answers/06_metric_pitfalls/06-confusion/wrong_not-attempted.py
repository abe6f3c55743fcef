# Somebody who ran the starter code unchanged.
def confusion(y_true, y_pred, num_classes):
    """Class indices (N,), (N,) -> counts (C, C): row = truth, column = prediction."""
    raise NotImplementedError("your code here")
