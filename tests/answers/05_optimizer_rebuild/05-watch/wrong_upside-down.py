# Somebody who forgot a not.
def snapshot(model):
    return copy.deepcopy(model.state_dict())


def moved(before, after):
    return {n for n in before if torch.equal(before[n], after[n])}
