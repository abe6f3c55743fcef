# A mistake that people make: the old head is still there.
def put(model, path, layer):
    old = model.get_submodule(path)
    old = layer
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
