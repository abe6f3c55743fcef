# Somebody who ran the stub as it came.
def confusion(y_true, y_pred, num_classes):
    """Class indices (N,), (N,) -> counts (C, C): row = truth, column = prediction."""
    raise NotImplementedError("your code here")
