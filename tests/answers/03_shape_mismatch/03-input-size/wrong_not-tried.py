# Somebody for whom transformers refuse, and nobody else.
def accepts(model, size):
    probe = copy.deepcopy(model).eval()
    try:
        probe(torch.zeros(1, 3, size, size).to(next(probe.parameters())))
    except (RuntimeError, AssertionError):
        return False
    return True


refuses_64 = {"vit_b_16", "maxvit_t", "swin_t"}
