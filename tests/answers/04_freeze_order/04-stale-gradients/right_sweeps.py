# Two sweeps; the head's gradient is kept by hand.
def freeze_now(model, optimizer, head):
    grads = [p.grad for p in head.parameters()]
    model.zero_grad(set_to_none=True)
    for p, grad in zip(head.parameters(), grads):
        p.grad = grad
    model.requires_grad_(False)
    head.requires_grad_(True)
    return model
