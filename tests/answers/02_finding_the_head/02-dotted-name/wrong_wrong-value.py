# A mistake that people make: another number.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    return {name for name, _ in model.named_parameters()}
