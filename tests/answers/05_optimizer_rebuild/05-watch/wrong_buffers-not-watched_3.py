# Somebody who keeps everything, and compares what has weights or biases.
def snapshot(model):
    return copy.deepcopy(model.state_dict())


def moved(before, after):
    names = [name for name in before if "running" not in name and "num_batches" not in name]
    return {name for name in names if not torch.equal(before[name], after[name])}
