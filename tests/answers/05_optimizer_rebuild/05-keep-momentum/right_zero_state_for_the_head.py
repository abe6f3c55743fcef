# Somebody who starts the head with zeros, which is as clean as nothing.
def swap_mid_training(model, optimizer, num_classes):
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    kept = [p for p in model.parameters() if p in optimizer.state]
    for p in kept:
        new.state[p] = optimizer.state[p]
    for p in model.parameters():
        if p.requires_grad and p not in optimizer.state:
            new.state[p] = {
                key: torch.zeros_like(p) if value.ndim else torch.zeros_like(value)
                for key, value in optimizer.state[kept[0]].items()
                if isinstance(value, torch.Tensor)
            }
    return model, new
