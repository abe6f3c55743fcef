# Somebody who runs a shallow twin of the model on its parameters.
def accepts(model, size):
    like = next(iter(model.state_dict().values()))
    was = [m.training for m in model.modules()]
    ok = True
    for m in model.modules():
        m.training = False
    try:
        with torch.inference_mode():
            torch.func.functional_call(model, dict(model.named_parameters()), like.new_ones(1, 3, size, size))
    except (RuntimeError, AssertionError):
        ok = False
    for m, training in zip(model.modules(), was):
        m.training = training
    return ok


refuses_64 = frozenset(n for n in CANDIDATES if not accepts(on_meta(n), 64))
