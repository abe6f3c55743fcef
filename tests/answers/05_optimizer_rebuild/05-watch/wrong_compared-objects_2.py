# Somebody who compares addresses.
def snapshot(model):
    return copy.deepcopy(model.state_dict())


def moved(before, after):
    return {n for n in before if before[n].data_ptr() != after[n].data_ptr()}
