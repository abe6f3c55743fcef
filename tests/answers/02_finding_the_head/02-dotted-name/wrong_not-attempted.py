# Somebody who ran the stub as it came.
def put(model, path, layer):
    setattr(model, path, layer)
    return model


def twice(model):
    """The names that named_parameters() gives more than once, as a set."""
    raise NotImplementedError("your code here")
