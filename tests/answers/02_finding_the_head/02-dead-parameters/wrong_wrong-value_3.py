# Somebody who takes a small gradient for none.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    probe(x).sum().backward()
    return {n for n, p in probe.named_parameters() if p.grad is None or p.grad.norm() < 100}
