# Right, another way: weights watched.
def last_executed(model, x):
    """Without hooks: which layer's weight is read last by a Linear or convolution function."""
    from torch.overrides import TorchFunctionMode

    probe = copy.deepcopy(model).eval()
    owner = {
        id(m.weight): n for n, m in probe.named_modules() if isinstance(m, nn.Linear | nn.Conv2d)
    }
    seen = []

    class Watch(TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            kwargs = kwargs or {}
            if getattr(func, "__name__", "") in ("linear", "conv2d"):
                seen.extend(owner[id(a)] for a in [*args, *kwargs.values()] if id(a) in owner)
            return func(*args, **kwargs)

    with torch.no_grad(), Watch():
        probe(x)
    return seen[-1]
