# Nobody yet: the untouched stub.
def two_rate_groups(model, head, lr, head_factor):
    """Groups for an optimizer: a faster head, and no decay on biases and norm weights."""
    raise NotImplementedError("your code here")
