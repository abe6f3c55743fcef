# Somebody who counts tensors instead of names, all of them.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    named = list(model.named_parameters(remove_duplicate=False))
    counts = Counter(id(p) for _, p in named)
    return {name for name, p in named if counts[id(p)] > 1}
