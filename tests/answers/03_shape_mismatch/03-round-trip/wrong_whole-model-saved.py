# Somebody who saves the object.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model, buffer)
    buffer.seek(0)
    rebuilt = torch.load(buffer)
    old, new = copy.deepcopy(model).eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.allclose(old, new)
