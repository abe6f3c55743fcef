# Somebody for whom images are float32, always.
def accepts(model, size):
    probe = copy.deepcopy(model).eval()
    try:
        probe(torch.zeros(1, 3, size, size, device=next(probe.parameters()).device))
    except (RuntimeError, AssertionError):
        return False
    return True


refuses_64 = {name for name in CANDIDATES if not accepts(on_meta(name), 64)}
