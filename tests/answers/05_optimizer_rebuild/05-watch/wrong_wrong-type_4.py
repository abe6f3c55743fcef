# Somebody who keeps the bytes.
def snapshot(model):
    return {n: t.numpy().tobytes() for n, t in model.state_dict().items()}
def moved(before, after):
    return {n for n in before if before[n] != after[n]}
