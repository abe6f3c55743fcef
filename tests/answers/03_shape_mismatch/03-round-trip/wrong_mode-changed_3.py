# Somebody who restores the modes only if all goes well.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    modes = [(m, m.training) for m in model.modules()]
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    with torch.no_grad():
        old, new = model.eval()(x), rebuilt.eval()(x)
    for m, training in modes:
        m.training = training
    return old.shape == new.shape and torch.allclose(old, new)
