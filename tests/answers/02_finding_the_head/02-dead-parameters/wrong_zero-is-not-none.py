# Somebody who takes a gradient of zeros for no gradient.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    probe(x).sum().backward()
    return {n for n, p in probe.named_parameters() if p.grad is None or not p.grad.any()}
