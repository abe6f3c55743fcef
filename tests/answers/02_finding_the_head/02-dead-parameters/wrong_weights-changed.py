# A mistake that people make: the model's own tensors were changed.
def dead_parameters(model, x):
    model.requires_grad_(True)
    names, parameters = zip(*model.named_parameters())
    gradients = torch.autograd.grad(copy.deepcopy(model)(x).sum(), parameters, allow_unused=True)
    gradients = torch.autograd.grad(model.eval()(x).sum(), parameters, allow_unused=True)
    return {name for name, gradient in zip(names, gradients) if gradient is None}
