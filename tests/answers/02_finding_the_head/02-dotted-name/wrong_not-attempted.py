# Somebody who ran the starter code unchanged.
def put(model, path, layer):
    setattr(model, path, layer)
    return model


def twice(model):
    """The names that named_parameters() gives more than once, as a set."""
    raise NotImplementedError("your code here")
