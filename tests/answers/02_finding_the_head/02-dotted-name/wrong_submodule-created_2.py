# A mistake that people make: a typing error made a new layer.
def put(model, path, layer):
    parent, _, name = path.rpartition(".")
    setattr(model.get_submodule(parent), name, layer)
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
