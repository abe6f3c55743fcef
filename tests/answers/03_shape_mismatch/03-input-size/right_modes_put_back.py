# Somebody who restores every mode, and typed in what was found.
def accepts(model, size):
    modes = [(m, m.training) for m in model.modules()]
    p = next(model.parameters())
    try:
        model.eval()
        with torch.no_grad():
            model(p.new_zeros(1, 3, size, size))
    except Exception:
        return False
    finally:
        for m, training in modes:
            m.training = training
    return True


refuses_64 = {"vit_b_16", "maxvit_t", "inception_v3"}
