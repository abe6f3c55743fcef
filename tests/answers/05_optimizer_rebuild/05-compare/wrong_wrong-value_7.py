# Somebody who counts within each group: add_param_group refuses a tensor that another group has.
from collections import Counter


def compare(model, optimizer):
    """What the optimizer lacks (names), and how many tensors are dead or listed twice."""
    held, duplicated = set(), 0
    for group in optimizer.param_groups:
        counts = Counter(id(p) for p in group["params"])
        duplicated += sum(n > 1 for n in counts.values())
        held |= counts.keys()
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in held]
    dead = len(held - {id(p) for p in model.parameters()})
    return {"missing": missing, "dead": dead, "duplicated": duplicated}
