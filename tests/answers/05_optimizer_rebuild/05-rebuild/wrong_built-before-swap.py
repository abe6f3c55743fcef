# Somebody who hands the old one back, because the model was swapped in place.
def rebuild(model, optimizer):
    return optimizer
