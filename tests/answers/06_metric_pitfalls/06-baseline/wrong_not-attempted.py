# Somebody who ran the starter code unchanged.
def beats_majority(y_true, y_pred, seed):
    """Class indices (N,), (N,) -> (difference, low, high), floats."""
    raise NotImplementedError("your code here")
