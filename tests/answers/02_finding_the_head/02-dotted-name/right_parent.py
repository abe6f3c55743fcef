# Right, another way: parent.
def put(model, path, layer):
    model.get_submodule(path)
    parent, _, name = path.rpartition(".")
    setattr(model.get_submodule(parent), name, layer)
    return model


def twice(model):
    names = [name for name, _ in model.named_parameters()]
    return {name for name in names if names.count(name) > 1}
