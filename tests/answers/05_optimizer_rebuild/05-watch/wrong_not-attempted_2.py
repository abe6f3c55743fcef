# Half of it.
def snapshot(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before, after):
    """The names of the tensors that differ between two snapshots."""
    raise NotImplementedError("your code here")
