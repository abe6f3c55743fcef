# On a copy, where a typing error makes a layer all the same.
def put(model, path, layer):
    model = copy.deepcopy(model)
    model.set_submodule(path, layer)
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
