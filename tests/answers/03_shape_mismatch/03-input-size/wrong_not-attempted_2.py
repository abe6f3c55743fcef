# Somebody who wrote the function and forgot the set.
def accepts(model, size):
    probe = copy.deepcopy(model).eval()
    try:
        probe(torch.zeros(1, 3, size, size).to(next(probe.parameters())))
    except (RuntimeError, AssertionError):
        return False
    return True


refuses_64 = ...  # a set of names
