# Somebody who asks whether it is the same object.
def snapshot(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before, after):
    return {n for n in before if before[n] is not after[n]}
