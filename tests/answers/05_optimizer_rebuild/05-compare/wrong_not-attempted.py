# Nobody yet: the untouched stub.
def compare(model, optimizer):
    """What the optimizer lacks (names), and how many tensors are dead or listed twice."""
    held = ...        # the id of every entry, of every group
    missing = ...     # names of trainable parameters whose id is not among them
    dead = ...        # how many different ids are no parameter of the model
    duplicated = ...  # how many ids come more than once
    return {"missing": missing, "dead": dead, "duplicated": duplicated}
