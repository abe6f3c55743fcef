# Somebody who names the layers that moved, not their tensors.
def snapshot(model):
    return copy.deepcopy(model.state_dict())


def moved(before, after):
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    return {name.rpartition(".")[0] for name in changed}
