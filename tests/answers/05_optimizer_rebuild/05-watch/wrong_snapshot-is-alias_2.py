# Somebody who copies the dict and not the tensors.
def snapshot(model):
    return dict(model.state_dict())


def moved(before, after):
    return {name for name in before if not torch.equal(before[name], after[name])}
