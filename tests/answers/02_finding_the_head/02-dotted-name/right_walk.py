# Right, another way: walk.
def put(model, path, layer):
    model = copy.deepcopy(model)
    *parents, name = path.split(".")
    parent = model
    for part in parents:
        parent = parent._modules[part]
    if name not in parent._modules:
        raise ValueError(f"no {name} in {path}")
    parent._modules[name] = layer
    return model


def twice(model):
    seen, again = set(), set()
    for name, _ in model.named_parameters():
        (again if name in seen else seen).add(name)
    return again
