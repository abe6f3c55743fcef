# Somebody who copies the model, and takes the tensors of the copy.
def snapshot(model):
    return dict(copy.deepcopy(model).state_dict())


def moved(before, after):
    return filter(lambda name: not torch.equal(before[name], after[name]), before)
