# A mistake that people make: every head was taken for nn.Linear called fc.
def last_executed(model, x):
    probe, ran = copy.deepcopy(model), []
    for name, module in probe.named_modules():
        if isinstance(module, nn.Linear):
            module.register_forward_hook(lambda m, args, out, name=name: ran.append(name))
    with torch.no_grad():
        probe(x)
    return ran[-1]
