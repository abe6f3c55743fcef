# allclose, with nothing to forgive.
def snapshot(model):
    return {name: value.detach() + 0 for name, value in model.state_dict().items()}


def moved(before, after):
    return {n for n in before if not torch.allclose(before[n], after[n], rtol=0, atol=0)}
