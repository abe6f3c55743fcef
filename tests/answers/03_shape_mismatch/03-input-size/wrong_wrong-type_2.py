# Somebody whose list of names became one text.
def accepts(model, size):
    probe = copy.deepcopy(model).eval()
    try:
        probe(torch.zeros(1, 3, size, size).to(next(probe.parameters())))
    except (RuntimeError, AssertionError):
        return False
    return True


refuses_64 = ", ".join(name for name in CANDIDATES if not accepts(on_meta(name), 64))
