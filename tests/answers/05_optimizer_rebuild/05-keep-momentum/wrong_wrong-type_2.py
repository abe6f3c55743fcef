# Somebody who returns the model alone.
def swap_mid_training(model, optimizer, num_classes):
    return replace_head(model, num_classes)
