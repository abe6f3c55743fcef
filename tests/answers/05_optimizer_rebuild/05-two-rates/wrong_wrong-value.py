# Somebody whose head is twice as fast, whatever was asked for.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    groups = []
    for p in model.parameters():
        if p.requires_grad:
            group = {"params": [p], "lr": 2 * lr if id(p) in inside else lr}
            groups.append(group | ({"weight_decay": 0.0} if p.ndim <= 1 else {}))
    return groups
