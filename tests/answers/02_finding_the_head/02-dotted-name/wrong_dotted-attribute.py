# A mistake that people make: a path was used as the name of one attribute.
def put(model, path, layer):
    setattr(model, path, layer)
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
