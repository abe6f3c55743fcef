# Somebody who ran the starter code unchanged.
def collapse(make_model, train, val):
    """Two runs of the same training -> validation accuracies (drifting, still)."""
    raise NotImplementedError("your code here")
