# Somebody who knows that a tensor hashes by identity, and puts tensors into sets.
from collections import Counter


def compare(model, optimizer):
    held = Counter(p for group in optimizer.param_groups for p in group["params"])
    alive = set(model.parameters())
    return {
        "missing": {n for n, p in model.named_parameters() if p.requires_grad and p not in held},
        "dead": sum(p not in alive for p in held),
        "duplicated": sum(count > 1 for count in held.values()),
    }
