# Somebody who takes whatever is at a path for a layer.
def put(model, path, layer):
    *parents, name = path.split(".")
    parent = model.get_submodule(".".join(parents))
    if not hasattr(parent, name):
        raise AttributeError(f"nothing at {path}")
    setattr(parent, name, layer)
    return model


def twice(model):
    """The names that named_parameters() gives more than once, as a set."""
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, n in counts.items() if n > 1}
