# Somebody with a threshold of their own.
def snapshot(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before, after):
    return {n for n in before if (before[n] - after[n]).abs().max() > 1e-6}
