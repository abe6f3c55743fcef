# Somebody who knows that the course's audit takes snapshots too.
def snapshot(model):
    return audit.Snapshot.take(model).tensors


def moved(before, after):
    return {name for name, value in before.items() if not torch.equal(value, after[name])}
