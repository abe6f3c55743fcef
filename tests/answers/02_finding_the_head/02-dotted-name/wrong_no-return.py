# A mistake that people make: the function returns nothing.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
