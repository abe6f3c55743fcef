# Somebody who asks for the state after the dict of the new optimizer was emptied by a load.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for p in model.parameters():
        new.state[p] = new.state.get(p, {})
    return model, new
