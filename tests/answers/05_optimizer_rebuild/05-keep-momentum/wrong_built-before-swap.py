# Somebody who keeps the optimizer as it is, momentum and all.
def swap_mid_training(model, optimizer, num_classes):
    return replace_head(model, num_classes), optimizer
