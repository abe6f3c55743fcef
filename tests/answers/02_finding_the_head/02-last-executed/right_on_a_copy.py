# Right, another way: on a copy.
def last_executed(model, x):
    probe = copy.deepcopy(model)
    ran = []
    for name, module in probe.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            module.register_forward_hook(lambda m, args, out, name=name: ran.append(name))
    with torch.no_grad():
        probe(x)
    return ran[-1]
