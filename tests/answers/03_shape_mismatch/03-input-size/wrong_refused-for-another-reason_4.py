# Somebody who keeps the mode of the model; the ValueError is not caught.
def accepts(model, size):
    try:
        with torch.no_grad():
            model(torch.zeros(1, 3, size, size))
        return True
    except (RuntimeError, AssertionError):
        return False
refuses_64 = {n for n in CANDIDATES if not accepts(on_meta(n), 64)}
