# Somebody who copies the model.
def snapshot(model):
    return copy.deepcopy(model)


def moved(before, after):
    return {n for n in before if not torch.equal(before[n], after[n])}
