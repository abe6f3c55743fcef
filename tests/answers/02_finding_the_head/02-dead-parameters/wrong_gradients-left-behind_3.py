# A mistake that people make: gradients stayed on the model.
def dead_parameters(model, x):
    flags = [p.requires_grad for p in model.parameters()]
    model.requires_grad_(True)
    mode = model.training
    model.eval()
    for p in model.parameters():
        p.grad = None
    model(x).sum().backward()
    dead = {name for name, p in model.named_parameters() if p.grad is None}
    for p, flag in zip(model.parameters(), flags):
        p.requires_grad_(flag)
        p.grad = None
    model.train(mode)
    return dead
