# Somebody who met max() first and takes the second thing that it returns.
def best_class(logits):
    values, indices = logits.max(dim=1)
    return indices
