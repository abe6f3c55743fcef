# Somebody who returns the keys of a dict.
from collections import OrderedDict, Counter
def compare(model, optimizer):
    held = Counter(id(p) for g in optimizer.param_groups for p in g["params"])
    todo = {n: p for n, p in model.named_parameters() if p.requires_grad and not held[id(p)]}
    return OrderedDict(missing=todo.keys(), dead=len(held.keys() - {id(p) for p in model.parameters()} - {0}) - sum(1 for k, v in held.items() if v == 0), duplicated=sum(v > 1 for v in held.values()))
