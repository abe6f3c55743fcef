# Somebody who ran the stub as it came.
def collapse(make_model, train, val):
    """Two runs of the same training -> validation accuracies (drifting, still)."""
    raise NotImplementedError("your code here")
