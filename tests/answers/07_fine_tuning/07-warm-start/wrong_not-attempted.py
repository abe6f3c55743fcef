# Nobody yet: the stub.
def warm_start(head, names, old_head, old_names):
    """Copy the rows of equal names into head, in place -> the names that were copied."""
    raise NotImplementedError("your code here")
