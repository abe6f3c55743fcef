# Somebody who saves the object, and trusts the file.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model, buffer)
    buffer.seek(0)
    rebuilt = torch.load(buffer, weights_only=False)
    old, new = copy.deepcopy(model).eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.allclose(old, new)
