# Nobody yet: the stub as it is handed out.
def repair(model):
    """A model with a sound backbone and a head that does not fit -> one that gives logits."""
    raise NotImplementedError("your code here")
