# Somebody who skips what BatchNorm counts.
def snapshot(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before, after):
    floats = [n for n, v in before.items() if v.is_floating_point()]
    return {n for n in floats if not torch.equal(before[n], after[n])}
