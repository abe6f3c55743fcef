# Somebody who takes care of the optimizer and forgets the head.
def swap_mid_training(model, optimizer, num_classes):
    new = rebuild(model, optimizer)
    new.state.update(optimizer.state)
    return model, new
