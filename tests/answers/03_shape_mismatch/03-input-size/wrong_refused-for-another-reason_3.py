# Somebody for whom models lie on the CPU, always.
def accepts(model, size):
    probe = copy.deepcopy(model).eval()
    try:
        probe(torch.zeros(1, 3, size, size, dtype=next(probe.parameters()).dtype))
    except Exception:
        return False
    return True


refuses_64 = {"vit_b_16", "maxvit_t", "inception_v3"}
