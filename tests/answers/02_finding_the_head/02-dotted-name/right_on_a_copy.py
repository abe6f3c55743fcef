# The caller's model stays as it is; get_submodule raises for a path that leads nowhere.
def put(model, path, layer):
    model = copy.deepcopy(model)
    model.get_submodule(path)
    model.set_submodule(path, layer)
    return model


def twice(model):
    names = [name for name, _ in model.named_parameters()]
    return {name for name in names if names.count(name) > 1}
