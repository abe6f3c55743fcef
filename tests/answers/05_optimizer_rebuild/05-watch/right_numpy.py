# Somebody from NumPy.
def snapshot(model):
    return {name: torch.tensor(value.numpy()) for name, value in model.state_dict().items()}


def moved(before, after):
    names = set()
    for name in before:
        if (before[name].numpy() != after[name].numpy()).any():
            names.add(name)
    return names
