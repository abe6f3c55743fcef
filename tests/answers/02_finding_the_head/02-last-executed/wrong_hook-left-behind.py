# A mistake that people make: a hook stayed on the model.
def last_executed(model, x):
    ran = []
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            module.register_forward_hook(lambda m, args, out, name=name: ran.append(name))
    with torch.no_grad():
        model(x)
    return ran[-1]
