# Somebody who compares in train mode, where dropout rolls dice.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    old, new = copy.deepcopy(model).train()(x), rebuilt.train()(x)
    return old.shape == new.shape and torch.allclose(old, new)
