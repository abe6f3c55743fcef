# A mistake that people make: gradients stayed on the model.
def dead_parameters(model, x):
    model.zero_grad()
    model(x).sum().backward()
    dead = {name for name, p in model.named_parameters() if p.requires_grad and p.grad is None}
    return dead
