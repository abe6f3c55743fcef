# A mistake that people make: a shared tensor was taken for a name that comes twice.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    named = list(model.named_parameters(remove_duplicate=False))
    ids = Counter(id(p) for _, p in named)
    names = Counter(n for n, _ in named)
    return {n for n, p in named if ids[id(p)] > 1 or names[n] > 1}
