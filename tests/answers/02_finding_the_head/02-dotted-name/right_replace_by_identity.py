# Right, another way: replace by identity.
def put(model, path, layer):
    old = dict(model.named_modules())[path]
    for parent in model.modules():
        for name, child in list(parent.named_children()):
            if child is old:
                parent.register_module(name, layer)
    return model


def twice(model):
    names = Counter(dict.fromkeys([], 0))
    names.update(n for n, _ in model.named_parameters())
    return set(names - Counter(set(names)))
