# A mistake that people make: the last module was taken, whatever it is.
def last_executed(model, x):
    probe, ran = copy.deepcopy(model), []
    for name, module in probe.named_modules():
        if not list(module.children()):
            module.register_forward_hook(lambda m, args, out, name=name: ran.append(name))
    with torch.no_grad():
        probe(x)
    return ran[-1]
