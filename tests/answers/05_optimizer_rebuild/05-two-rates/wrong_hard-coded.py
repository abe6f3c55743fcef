# Somebody who types in the decay that everybody uses.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    groups = []
    for p in model.parameters():
        if p.requires_grad:
            rate = lr * head_factor if id(p) in inside else lr
            groups.append({"params": [p], "lr": rate, "weight_decay": 0.01 if p.ndim > 1 else 0.0})
    return groups
