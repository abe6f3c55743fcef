# The mean of the batches, each weighted by its size, as timm's meter does it.
def accuracy(batches):
    total, n = 0.0, 0
    for logits, targets in batches:
        if len(targets) == 0:
            continue
        share = (logits.argmax(-1) == targets).double().mean()
        total += share * len(targets)
        n += len(targets)
    if n == 0:
        raise ValueError("nothing to average")
    return float(total / n)
