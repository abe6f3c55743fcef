# Somebody who restores the modes only if the forward pass succeeds.
def last_executed(model, x):
    modes, ran, handles = {m: m.training for m in model.modules()}, [], []
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            hook = lambda m, args, out, name=name: ran.append(name)
            handles.append(module.register_forward_hook(hook))
    try:
        with torch.no_grad():
            model.eval()(x)
        for module, training in modes.items():
            module.training = training
    finally:
        for handle in handles:
            handle.remove()
    return ran[-1]
