# Somebody who ran the stub as it came.
def beats_majority(y_true, y_pred, seed):
    """Class indices (N,), (N,) -> (difference, low, high), floats."""
    raise NotImplementedError("your code here")
