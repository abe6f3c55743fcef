# A mistake that people make: layers were named instead of parameters.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    names, parameters = zip(*probe.named_parameters())
    gradients = torch.autograd.grad(probe(x).sum(), parameters, allow_unused=True)
    return {n.rpartition(".")[0] for n, g in zip(names, gradients) if g is None}
