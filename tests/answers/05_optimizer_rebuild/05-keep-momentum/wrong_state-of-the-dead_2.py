# Somebody who gives the new optimizer the whole state.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    new.state = optimizer.state
    return model, new
