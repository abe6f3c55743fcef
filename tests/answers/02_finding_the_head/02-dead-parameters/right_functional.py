# Right, another way: functional.
def dead_parameters(model, x):
    values = {n: p.detach().clone().requires_grad_(True) for n, p in model.named_parameters()}
    buffers = {n: b.clone() for n, b in model.named_buffers()}
    out = torch.func.functional_call(model, (values, buffers), (x,))
    grads = torch.autograd.grad(out.square().sum(), list(values.values()), allow_unused=True)
    return frozenset(n for n, g in zip(values, grads) if g is None)
