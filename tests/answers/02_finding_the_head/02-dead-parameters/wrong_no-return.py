# A mistake that people make: the function returns nothing.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    probe.zero_grad()
    probe(x).sum().backward()
    print({name for name, p in probe.named_parameters() if p.grad is None})
