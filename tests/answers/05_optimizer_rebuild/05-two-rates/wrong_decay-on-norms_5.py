# Somebody who spares vectors, and forgets a parameter that is a single number.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    groups = []
    for p in model.parameters():
        if p.requires_grad:
            group = {"params": [p], "lr": lr * head_factor if id(p) in inside else lr}
            groups.append(group | ({"weight_decay": 0.0} if p.ndim == 1 else {}))
    return groups
