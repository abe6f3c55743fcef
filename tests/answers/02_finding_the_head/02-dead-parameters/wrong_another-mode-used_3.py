# Somebody who thinks that gradients exist in train mode only.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).train().requires_grad_(True)
    names, parameters = zip(*probe.named_parameters())
    gradients = torch.autograd.grad(probe(torch.cat([x, x])).sum(), parameters, allow_unused=True)
    return {name for name, gradient in zip(names, gradients) if gradient is None}
