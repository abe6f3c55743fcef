# Somebody who copies all at once, and asks whether any number differs.
def snapshot(model):
    return copy.deepcopy(model.state_dict())


def moved(before, after):
    return [name for name, value in before.items() if (value != after[name]).any()]
