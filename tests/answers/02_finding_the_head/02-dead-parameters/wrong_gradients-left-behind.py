# A mistake that people make: gradients stayed on the model.
def dead_parameters(model, x):
    model(x).sum().backward()
    return {name for name, p in model.named_parameters() if p.grad is None}
