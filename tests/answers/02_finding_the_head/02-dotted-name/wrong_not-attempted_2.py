# Somebody who fixed put, and left twice for later.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    """The names that named_parameters() gives more than once, as a set."""
    raise NotImplementedError("your code here")
