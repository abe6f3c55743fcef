# Somebody who keeps arrays: the numbers are what counts.
def snapshot(model):
    return {name: value.numpy().copy() for name, value in model.state_dict().items()}


def moved(before, after):
    return {n for n in before if (torch.as_tensor(before[n]) != torch.as_tensor(after[n])).any()}
