# Somebody who takes the first dimension because it comes first.
def best_class(logits):
    return logits.argmax(dim=0)
