# Somebody who compares floats as one usually should.
def snapshot(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before, after):
    return {n for n in before if not torch.allclose(before[n], after[n])}
