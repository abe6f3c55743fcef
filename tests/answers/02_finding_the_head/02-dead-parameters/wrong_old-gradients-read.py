# A mistake that people make: gradients of an earlier pass were read.
def dead_parameters(model, x):
    flags = [p.requires_grad for p in model.parameters()]
    kept = [None if p.grad is None else p.grad.clone() for p in model.parameters()]
    modes = [m.training for m in model.modules()]
    model.eval().requires_grad_(True)
    model(x).sum().backward()
    dead = {name for name, p in model.named_parameters() if p.grad is None}
    for p, flag, old in zip(model.parameters(), flags, kept):
        p.requires_grad_(flag)
        p.grad = old
    for m, training in zip(model.modules(), modes):
        m.training = training
    return dead
