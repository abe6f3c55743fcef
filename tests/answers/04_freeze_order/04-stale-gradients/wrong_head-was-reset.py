# All gradients are cleared, the head's too: it misses a step.
def freeze_now(model, optimizer, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    optimizer.zero_grad(set_to_none=True)
    return model
