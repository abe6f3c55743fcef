# Nobody yet: the stub.
def mismatch_cost(model, preprocess, wrong, data):
    """Points of accuracy, 0 to 100, that are lost with `wrong` in the place of `preprocess`."""
    raise NotImplementedError("your code here")
