# A mistake that people make: a layer that runs was taken for one that matters.
def dead_parameters(model, x):
    probe = copy.deepcopy(model)
    ran = set()
    for name, module in probe.named_modules():
        module.register_forward_hook(lambda m, a, o, name=name: ran.add(name))
    with torch.no_grad():
        probe(x)
    dead = set()
    for name, module in probe.named_modules():
        if name not in ran and not any(name.startswith(r + ".") for r in ran if r):
            dead |= {f"{name}.{n}" for n, _ in module.named_parameters(recurse=False)}
    return dead
