# Somebody who compares whole dicts.
def snapshot(model):
    return copy.deepcopy(model.state_dict())


def moved(before, after):
    return {n for n in before if before[n] != after[n]}
