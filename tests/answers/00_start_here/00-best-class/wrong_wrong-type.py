# Somebody who does not know that max(dim) returns two things.
def best_class(logits):
    return logits.max(dim=1)
