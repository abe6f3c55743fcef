# Somebody who ran the stub as it came.
def dead_parameters(model, x):
    """The names of the parameters that model(x) does not depend on, as a set."""
    raise NotImplementedError("your code here")
