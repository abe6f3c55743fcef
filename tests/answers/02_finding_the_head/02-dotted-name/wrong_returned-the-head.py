# A mistake that people make: the layer was returned, not the model.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return layer


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
