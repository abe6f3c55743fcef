# A mistake that people make: a frozen parameter was taken for a dead one.
def dead_parameters(model, x):
    probe = copy.deepcopy(model)
    wanted = {n: p for n, p in probe.named_parameters() if p.requires_grad}
    if not wanted:
        return set()
    grads = torch.autograd.grad(probe(x).sum(), list(wanted.values()), allow_unused=True)
    return {n for n, g in zip(wanted, grads) if g is None}
