# Somebody who read 'no decay on norms' and forgot biases.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    norms = {
        id(p) for m in model.modules() if "Norm" in type(m).__name__ for p in m.parameters()
    }
    groups = []
    for p in model.parameters():
        if p.requires_grad:
            group = {"params": [p], "lr": lr * head_factor if id(p) in inside else lr}
            groups.append(group | ({"weight_decay": 0.0} if id(p) in norms else {}))
    return groups
