# Somebody who builds, and forgets to load.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    old, new = copy.deepcopy(model).eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.allclose(old, new)
