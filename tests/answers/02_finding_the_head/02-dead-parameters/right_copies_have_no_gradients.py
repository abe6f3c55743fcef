# Right, another way: copies have no gradients.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    probe(x).sum().backward()
    return {name for name, p in probe.named_parameters() if p.grad is None}
