# Somebody who counts instead of naming.
def snapshot(model):
    return copy.deepcopy(model.state_dict())


def moved(before, after):
    return sum(not torch.equal(before[n], after[n]) for n in before)
