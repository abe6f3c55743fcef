# Somebody who returns the optimizer first.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    return rebuild(model, optimizer), model
