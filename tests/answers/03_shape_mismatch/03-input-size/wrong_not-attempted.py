# Nobody yet: the stub as it is handed out.
def accepts(model, size):
    """Whether the model takes an image of (3, size, size)."""
    raise NotImplementedError("your code here")


refuses_64 = ...  # a set of names
