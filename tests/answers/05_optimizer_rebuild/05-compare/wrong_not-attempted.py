# Nobody yet: the untouched stub.
def compare(model, optimizer):
    """What the optimizer lacks (names), and how many tensors are dead or listed twice."""
    held = ...        # the id of every entry, of every group
    missing = ...     # names of trainable parameters whose id is not among them
    dead = ...        # how many different ids belong to no parameter of the model
    duplicated = ...  # how many ids appear more than once
    return {"missing": missing, "dead": dead, "duplicated": duplicated}
