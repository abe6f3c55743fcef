# Somebody for whom no error says enough.
def accepts(model, size):
    probe = copy.deepcopy(model).eval()
    try:
        probe(torch.zeros(1, 3, size, size).to(next(probe.parameters())))
    except (RuntimeError, AssertionError):
        return False


refuses_64 = {name for name in CANDIDATES if not accepts(on_meta(name), 64)}
