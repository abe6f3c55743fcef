# Somebody who switches to eval mode to protect BatchNorm, and restores everything carefully.
def dead_parameters(model, x):
    flags = {name: p.requires_grad for name, p in model.named_parameters()}
    modes = {m: m.training for m in model.modules()}
    model.eval()
    model.requires_grad_(True)
    out = model(x)
    names = [n for n, _ in model.named_parameters()]
    grads = torch.autograd.grad(out.sum(), [p for _, p in model.named_parameters()], allow_unused=True)
    for name, p in model.named_parameters():
        p.requires_grad_(flags[name])
    for m, training in modes.items():
        m.training = training
    return set(n for n, g in zip(names, grads) if g is None)
