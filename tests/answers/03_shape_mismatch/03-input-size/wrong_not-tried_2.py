# Somebody for whom none of them takes 64 pixels.
def accepts(model, size):
    probe = copy.deepcopy(model).eval()
    try:
        probe(torch.zeros(1, 3, size, size).to(next(probe.parameters())))
    except (RuntimeError, AssertionError):
        return False
    return True


refuses_64 = set(CANDIDATES)
