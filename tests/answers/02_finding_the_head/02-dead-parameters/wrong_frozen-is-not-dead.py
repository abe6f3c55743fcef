# A mistake that people make: a frozen parameter was taken for a dead one.
def dead_parameters(model, x):
    probe = copy.deepcopy(model)
    probe(x).sum().backward()
    return {name for name, p in probe.named_parameters() if p.grad is None}
