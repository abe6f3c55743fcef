# Somebody who returns the tensors that moved.
def snapshot(model):
    return copy.deepcopy(model.state_dict())


def moved(before, after):
    return {n: after[n] for n in before if not torch.equal(before[n], after[n])}
