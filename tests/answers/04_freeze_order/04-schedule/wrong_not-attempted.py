# Somebody who ran the starter code unchanged.
def unfreeze_last(model, head, n):
    """Train the head and the n blocks before it; return their names, from the head down."""
    raise NotImplementedError("your code here")
