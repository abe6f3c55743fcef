# Somebody who believes that remove_duplicate hides the names that come twice.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    """The names that named_parameters() gives more than once, as a set."""
    counts = Counter(name for name, _ in model.named_parameters(remove_duplicate=False))
    return {name for name, n in counts.items() if n > 1}
