# A mistake that people make: a look at the model changed it.
def dead_parameters(model, x):
    flags = [p.requires_grad for p in model.parameters()]
    parameters = list(model.parameters())
    model.requires_grad_(True)
    grads = torch.autograd.grad(model(x).sum(), parameters, allow_unused=True)
    for p, flag in zip(parameters, flags):
        p.requires_grad_(flag)
    return {n for (n, _), g in zip(model.named_parameters(), grads) if g is None}
