# On the model itself: flags and statistics are put back, whatever happens.
def dead_parameters(model, x):
    flags = {p: p.requires_grad for p in model.parameters()}
    numbers = {b: b.clone() for b in model.buffers()}
    names, parameters = zip(*model.named_parameters())
    try:
        out = model.requires_grad_(True)(x).sum()
        gradients = torch.autograd.grad(out, parameters, allow_unused=True)
    finally:
        for p, flag in flags.items():
            p.requires_grad_(flag)
        for b, old in numbers.items():
            b.copy_(old)
    return {name for name, gradient in zip(names, gradients) if gradient is None}
