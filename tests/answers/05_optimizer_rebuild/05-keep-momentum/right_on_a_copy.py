# Somebody who copies model and optimizer together, so that they still belong to each other.
def swap_mid_training(model, optimizer, num_classes):
    model, optimizer = copy.deepcopy((model, optimizer))
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    new.state.update({p: optimizer.state[p] for p in model.parameters() if p in optimizer.state})
    return model, new
