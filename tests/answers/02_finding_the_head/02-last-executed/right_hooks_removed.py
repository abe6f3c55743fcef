# Right, another way: hooks removed.
def last_executed(model, x):
    names = {m: n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))}
    modes = {m: m.training for m in model.modules()}
    ran = []
    handles = [m.register_forward_pre_hook(lambda m, args: ran.append(m)) for m in names]
    try:
        model.eval()
        with torch.no_grad():
            model(x)
    finally:
        for handle in handles:
            handle.remove()
        for m, training in modes.items():
            m.training = training
    return names[ran[-1]]
