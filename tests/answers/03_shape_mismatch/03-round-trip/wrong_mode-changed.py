# Somebody who leaves the model in eval mode.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    old, new = model.eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.allclose(old, new)
