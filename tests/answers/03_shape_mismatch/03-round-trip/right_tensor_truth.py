# Somebody whose comparison is a tensor with one truth value in it.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    try:
        new = build()
        new.load_state_dict(torch.load(buffer))
        old, new = copy.deepcopy(model).eval()(x), new.eval()(x)
        return old.shape == new.shape and (old - new).abs().max() < 1e-4
    except RuntimeError:
        return False
