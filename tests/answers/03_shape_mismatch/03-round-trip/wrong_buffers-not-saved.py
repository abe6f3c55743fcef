# Somebody who saves the parameters.
def round_trip(model, build, x):
    buffer = io.BytesIO()
    torch.save(dict(model.named_parameters()), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer), strict=False)
    except RuntimeError:
        return False
    old, new = copy.deepcopy(model).eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.allclose(old, new)
