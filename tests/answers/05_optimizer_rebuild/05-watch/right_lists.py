# Somebody who keeps plain lists of numbers.
def snapshot(model):
    return {n: t.tolist() for n, t in model.state_dict().items()}
def moved(before, after):
    return {n for n in before if before[n] != after[n]}
