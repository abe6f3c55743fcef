# Somebody who keeps a handle on the new layer.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    model.new_layer = layer
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
