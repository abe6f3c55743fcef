# A mistake that people make: the result has the wrong type.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    names, parameters = zip(*probe.named_parameters())
    gradients = torch.autograd.grad(probe(x).sum(), parameters, allow_unused=True)
    return [name for name, gradient in zip(names, gradients) if gradient is None]
