# A mistake that people make: the result has the wrong type.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return [name for name, count in counts.items() if count > 1]
