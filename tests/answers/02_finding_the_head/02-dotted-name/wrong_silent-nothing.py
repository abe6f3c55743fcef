# A mistake that people make: a call that did nothing said nothing.
def put(model, path, layer):
    if path in dict(model.named_modules()):
        model.set_submodule(path, layer)
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
