# Somebody who ran the starter code unchanged.
def last_executed(model, x):
    """The dotted path of the Linear or Conv2d that runs last in model(x)."""
    raise NotImplementedError("your code here")
