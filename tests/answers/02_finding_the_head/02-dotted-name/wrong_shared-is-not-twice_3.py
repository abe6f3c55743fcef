# Somebody who counts tensors, and does not know that named_parameters() drops shared ones.
def put(model, path, layer):
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model):
    seen, again = set(), set()
    for name, p in model.named_parameters():
        if id(p) in seen:
            again.add(name)
        seen.add(id(p))
    return again
