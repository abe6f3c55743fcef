# Nobody yet: the stub.
def layerwise_rates(model, head, lr, decay):
    """Groups for an optimizer: the head at lr, a factor decay lower at each step away from it."""
    raise NotImplementedError("your code here")
