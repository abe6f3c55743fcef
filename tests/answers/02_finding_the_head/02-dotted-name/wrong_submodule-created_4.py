# Somebody who writes first and looks afterwards.
def put(model, path, layer):
    known = [name for name, _ in model.named_modules()]
    model.set_submodule(path, layer)
    if path not in known:
        raise ValueError(f"no layer at {path}")
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
