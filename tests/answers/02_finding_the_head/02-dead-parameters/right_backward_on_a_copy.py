# Right, another way: backward on a copy.
def dead_parameters(model, x):
    probe = copy.deepcopy(model)
    for p in probe.parameters():
        p.requires_grad = True
        p.grad = None
    probe(x).sum().backward()
    return {name for name, p in probe.named_parameters() if p.grad is None}
