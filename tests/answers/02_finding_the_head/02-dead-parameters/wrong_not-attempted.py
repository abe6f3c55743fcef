# Somebody who ran the starter code unchanged.
def dead_parameters(model, x):
    """The names of the parameters that model(x) does not depend on, as a set."""
    raise NotImplementedError("your code here")
