# Somebody who keeps floats, as most tensors are: a float64 loses digits.
def snapshot(model):
    return {name: value.float().clone() for name, value in model.state_dict().items()}


def moved(before, after):
    return {name for name in before if not torch.equal(before[name], after[name])}
