# Somebody who remembers one mode for the whole model.
def last_executed(model, x):
    was, ran, handles = model.training, [], []
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            hook = lambda m, args, out, name=name: ran.append(name)
            handles.append(module.register_forward_hook(hook))
    try:
        with torch.no_grad():
            model.eval()(x)
    finally:
        model.train(was)
        for handle in handles:
            handle.remove()
    return ran[-1]
