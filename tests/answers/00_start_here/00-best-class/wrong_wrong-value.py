# Somebody who counts from one, as people do.
def best_class(logits):
    return logits.argmax(dim=1) + 1
