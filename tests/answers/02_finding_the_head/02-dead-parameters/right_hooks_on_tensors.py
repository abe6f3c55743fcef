# Who gets a gradient says so.
def dead_parameters(model, x):
    probe, alive = copy.deepcopy(model), set()
    for name, p in probe.named_parameters():
        p.requires_grad_(True).register_hook(lambda gradient, name=name: alive.add(name))
    probe(x).square().sum().backward()
    return {name for name, _ in model.named_parameters()} - alive
