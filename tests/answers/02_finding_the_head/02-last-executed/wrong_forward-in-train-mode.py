# A mistake that people make: a look at the model changed it.
def last_executed(model, x):
    ran, handles = [], []
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            hook = lambda m, args, out, name=name: ran.append(name)
            handles.append(module.register_forward_hook(hook))
    with torch.no_grad():
        model(x)
    for handle in handles:
        handle.remove()
    return ran[-1]
