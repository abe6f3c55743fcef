# Somebody who restores the mode, but not after a refusal.
def accepts(model, size):
    was = model.training
    try:
        with torch.no_grad():
            model.eval()(torch.zeros(1, 3, size, size).to(next(model.parameters())))
    except (RuntimeError, AssertionError):
        model.train()
        return False
    model.train(was)
    return True


refuses_64 = {name for name in CANDIDATES if not accepts(on_meta(name), 64)}
