# A mistake that people make: a hook of the model was removed.
def last_executed(model, x):
    probe, ran = copy.deepcopy(model), []
    for name, module in probe.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            module.register_forward_hook(lambda m, args, out, name=name: ran.append(name))
    probe(x)
    for module in model.modules():
        module._forward_hooks.clear()
    return ran[-1]
