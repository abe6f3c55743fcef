# A rebuild, and nothing else.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    return model, rebuild(model, optimizer)
