# Somebody with a tolerance for the sum of the differences.
def snapshot(model):
    return {n: t.clone() for n, t in model.state_dict().items()}
def moved(before, after):
    return {n for n in before if (before[n].float() - after[n].float()).abs().sum() > 1e-6}
