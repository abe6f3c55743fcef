# Somebody who saves memory: half precision loses digits.
def snapshot(model):
    return {n: t.clone().half() for n, t in model.state_dict().items()}
def moved(before, after):
    return {n for n in before if not torch.equal(before[n], after[n])}
