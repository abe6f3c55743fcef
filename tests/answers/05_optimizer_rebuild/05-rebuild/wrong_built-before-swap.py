# Somebody who returns the old one, because the head was swapped in place.
def rebuild(model, optimizer):
    return optimizer
