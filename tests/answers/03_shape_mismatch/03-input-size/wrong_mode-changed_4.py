# Somebody who restores one flag for the whole model, whose parts may be in different modes.
def accepts(model, size):
    p, was = next(model.parameters()), model.training
    try:
        with torch.no_grad():
            model.eval()(torch.zeros(1, 3, size, size, dtype=p.dtype, device=p.device))
        return True
    except (RuntimeError, AssertionError):
        return False
    finally:
        model.train(was)


refuses_64 = {name for name in CANDIDATES if not accepts(on_meta(name), 64)}
