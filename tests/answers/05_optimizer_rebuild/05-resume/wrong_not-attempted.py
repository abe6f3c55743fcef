# Nobody yet: the untouched stub.
def resume(model, optimizer, checkpoint):
    """Restore all but the head; return the names of the model's tensors that were skipped."""
    raise NotImplementedError("your code here")
