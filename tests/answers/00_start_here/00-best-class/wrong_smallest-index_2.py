# Somebody who sorts, takes the first, and does not know that sorting ascends.
def best_class(logits):
    return logits.argsort(dim=1)[:, 0]
