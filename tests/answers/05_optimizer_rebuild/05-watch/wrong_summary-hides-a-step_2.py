# Somebody who compares the sorted numbers, as a set of values.
def snapshot(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before, after):
    return {
        n for n in before if not torch.equal(before[n].flatten().sort()[0], after[n].flatten().sort()[0])
    }
