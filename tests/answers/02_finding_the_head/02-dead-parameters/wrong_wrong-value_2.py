# Somebody who looks at the weights only.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    probe(x).sum().backward()
    return {n for n, p in probe.named_parameters() if n.endswith("weight") and p.grad is None}
