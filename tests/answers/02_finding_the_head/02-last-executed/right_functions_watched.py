# No hook at all: the calls of PyTorch's own functions are watched.
from torch.overrides import TorchFunctionMode


def last_executed(model, x):
    probe, seen = copy.deepcopy(model), []
    layers = {n: m for n, m in probe.named_modules() if isinstance(m, nn.Linear | nn.Conv2d)}
    owner = {id(layer.weight): name for name, layer in layers.items()}

    class Watch(TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            if func in (F.linear, F.conv2d):
                seen.extend(owner[id(arg)] for arg in args if id(arg) in owner)
            return func(*args, **(kwargs or {}))

    with Watch(), torch.no_grad():
        probe(x)
    return seen[-1]
