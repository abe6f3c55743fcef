# Somebody who reads the state of every tensor that is held: where there is none, that makes an empty one.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for group in new.param_groups:
        for p in group["params"]:
            new.state[p] = optimizer.state[p]
    return model, new
