# Clear all, put the head's gradients back.
def freeze_now(model, optimizer, head):
    grads = [p.grad for p in head.parameters()]
    model.zero_grad(set_to_none=True)
    model.requires_grad_(False)
    head.requires_grad_(True)
    for p, g in zip(head.parameters(), grads):
        p.grad = g
    return model
