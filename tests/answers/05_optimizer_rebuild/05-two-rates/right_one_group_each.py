# A group for each parameter: long, and right.
def two_rate_groups(model, head, lr, head_factor):
    inside = set(head.parameters())
    groups = []
    for p in model.parameters():
        if p.requires_grad:
            group = {"params": [p], "lr": lr * (head_factor if p in inside else 1)}
            if p.ndim < 2:
                group["weight_decay"] = 0
            groups.append(group)
    return groups
