# Somebody who forgets that a buffer has a position.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    old, new = copy.deepcopy(model).eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.allclose(old, new)
