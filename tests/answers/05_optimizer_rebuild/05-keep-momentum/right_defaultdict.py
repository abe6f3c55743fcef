# Somebody who asks the state of everything that is held: it makes an empty one where there is none.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for group in new.param_groups:
        for p in group["params"]:
            new.state[p] = optimizer.state[p]
    return model, new
