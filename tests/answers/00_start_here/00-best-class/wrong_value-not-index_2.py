# Somebody who hopes that amax is argmax.
def best_class(logits):
    return logits.amax(dim=1)
