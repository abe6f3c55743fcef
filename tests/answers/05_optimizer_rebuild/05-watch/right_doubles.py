# Somebody who keeps more digits than there are.
def snapshot(model):
    return {n: t.double().clone() for n, t in model.state_dict().items()}
def moved(before, after):
    return {n for n in before if (before[n] - after[n]).abs().max() > 0}
