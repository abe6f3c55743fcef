# A mistake that people make: the result has the wrong type.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    parameters = list(probe.parameters())
    gradients = torch.autograd.grad(probe(x).sum(), parameters, allow_unused=True)
    return {p for p, gradient in zip(parameters, gradients) if gradient is None}
