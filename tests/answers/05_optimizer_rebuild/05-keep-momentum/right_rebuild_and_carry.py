# rebuild makes the optimizer; the state follows the tensors.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for p, state in optimizer.state.items():
        if any(p is q for q in model.parameters()):
            new.state[p] = state
    return model, new
