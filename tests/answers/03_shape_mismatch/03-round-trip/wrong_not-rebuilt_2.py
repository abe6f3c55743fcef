# Somebody who loads the weights back into a copy of the model.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = copy.deepcopy(model)
    try:
        rebuilt.load_state_dict(torch.load(buffer))
    except RuntimeError:
        return False
    old, new = copy.deepcopy(model).eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.allclose(old, new)
