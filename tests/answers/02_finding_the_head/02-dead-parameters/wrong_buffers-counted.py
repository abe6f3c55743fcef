# A mistake that people make: buffers were counted as parameters.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    names, parameters = zip(*probe.named_parameters())
    gradients = torch.autograd.grad(probe(x).sum(), parameters, allow_unused=True)
    alive = {name for name, gradient in zip(names, gradients) if gradient is not None}
    return set(probe.state_dict()) - alive
