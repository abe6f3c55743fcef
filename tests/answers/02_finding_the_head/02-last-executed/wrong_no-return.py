# A mistake that people make: the function returns nothing.
def last_executed(model, x):
    probe = copy.deepcopy(model)
    for name, module in probe.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            module.register_forward_hook(lambda m, args, out, name=name: print(name))
    probe(x)
