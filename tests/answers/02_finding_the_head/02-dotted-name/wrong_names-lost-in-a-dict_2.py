# A mistake that people make: names were counted where they cannot repeat.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    counts = Counter(dict(model.named_parameters()))
    return {name for name, count in counts.items() if isinstance(count, int) and count > 1}
