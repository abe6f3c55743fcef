# Right, another way: recursive.
def put(model, path, layer):
    first, _, rest = path.partition(".")
    child = dict(model.named_children())[first]
    if rest:
        put(child, rest, layer)
    else:
        model.add_module(first, layer)
    return model


def twice(model):
    names = sorted(name for name, _ in model.named_parameters())
    return {a for a, b in zip(names, names[1:]) if a == b}
