# Nobody yet: the untouched stub.
def snapshot(model):
    """Every tensor of the model by name, as it is now."""
    raise NotImplementedError("your code here")


def moved(before, after):
    """The names of the tensors that differ between two snapshots."""
    raise NotImplementedError("your code here")
