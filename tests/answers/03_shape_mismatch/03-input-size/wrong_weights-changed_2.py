# Somebody who tries the model in its own mode, and puts an error about one value down to the mode.
def accepts(model, size):
    p = next(model.parameters())
    try:
        with torch.no_grad():
            model(torch.zeros(2, 3, size, size, dtype=p.dtype, device=p.device))
    except Exception:
        with torch.no_grad():
            try:
                copy.deepcopy(model).eval()(torch.zeros(1, 3, size, size).to(p))
            except (RuntimeError, AssertionError):
                return False
    return True


refuses_64 = {name for name in CANDIDATES if not accepts(on_meta(name), 64)}
