# Somebody who takes a logit for a distance: the smaller, the better.
def best_class(logits):
    return logits.argmin(dim=1)
