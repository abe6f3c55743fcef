# Right, another way: set submodule.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
