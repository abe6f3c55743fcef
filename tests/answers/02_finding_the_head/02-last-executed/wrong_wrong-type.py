# A mistake that people make: the result has the wrong type.
def last_executed(model, x):
    probe, ran = copy.deepcopy(model), []
    for name, module in probe.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            module.register_forward_hook(lambda m, args, out: ran.append(m))
    with torch.no_grad():
        probe(x)
    return ran[-1]
