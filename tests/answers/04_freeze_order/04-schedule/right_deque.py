# Somebody who thinks of a queue.
from collections import deque


def unfreeze_last(model, head, n):
    last = deque(maxlen=n)
    for name in blocks(model):
        block = model.get_submodule(name)
        if block is not head and sum(p.numel() for p in block.parameters()):
            last.appendleft(name) if n else None
            while len(last) > n:
                last.pop()
    model.requires_grad_(False)
    for module in [head, *map(model.get_submodule, last)]:
        module.requires_grad_(True)
    return list(last)
