# Somebody who ran the starter code unchanged.
def freeze_now(model, optimizer, head):
    """Freeze everything but head in the middle of a run; return the model."""
    raise NotImplementedError("your code here")
