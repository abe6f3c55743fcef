# Zeros, and the momentum is cleared: decay is left.
def freeze_now(model, optimizer, head):
    kept = {id(p) for p in head.parameters()}
    for p in model.parameters():
        if id(p) not in kept:
            p.requires_grad = False
            p.grad = torch.zeros_like(p)
            optimizer.state.pop(p, None)
    return model
