# Somebody who knows one kind of error.
def accepts(model, size):
    probe = copy.deepcopy(model).eval()
    try:
        probe(torch.zeros(1, 3, size, size).to(next(probe.parameters())))
    except RuntimeError:
        return False
    return True


refuses_64 = {"vit_b_16", "maxvit_t", "inception_v3"}
