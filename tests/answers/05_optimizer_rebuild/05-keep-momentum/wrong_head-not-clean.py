# Somebody who cuts the old head's momentum to size.
def swap_mid_training(model, optimizer, num_classes):
    old = list(model.parameters())
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    for before, p in zip(old, model.parameters()):
        if before in optimizer.state:
            state = dict(optimizer.state[before])
            for key, value in state.items():
                if isinstance(value, torch.Tensor) and value.ndim and len(value) > len(p):
                    state[key] = value[: len(p)].clone()
            new.state[p] = state
    return model, new
