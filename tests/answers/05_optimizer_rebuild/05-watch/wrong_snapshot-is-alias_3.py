# Somebody who takes detach() for a copy.
def snapshot(model):
    return {name: value.detach() for name, value in model.state_dict().items()}


def moved(before, after):
    return {name for name in before if not torch.equal(before[name], after[name])}
