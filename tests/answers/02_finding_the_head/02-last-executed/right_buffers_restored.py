# On the model itself: hooks are removed and statistics put back, whatever happens.
def last_executed(model, x):
    kept = {n: b.clone() for n, b in model.named_buffers()}
    found, handles = "", []

    def hook_for(name):
        def hook(module, args, output):
            nonlocal found
            found = name

        return hook

    for name, module in model.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            handles.append(module.register_forward_hook(hook_for(name)))
    try:
        with torch.no_grad():
            model(x)
    finally:
        for n, b in model.named_buffers():
            b.copy_(kept[n])
        for handle in handles:
            handle.remove()
    return found
