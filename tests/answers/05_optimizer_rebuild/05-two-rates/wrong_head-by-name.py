# Somebody who finds the head by 'fc': squeeze-and-excitation has an fc1 and an fc2.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    groups = []
    for name, p in model.named_parameters():
        if p.requires_grad:
            top = "fc" in name or id(p) in inside
            group = {"params": [p], "lr": lr * head_factor if top else lr}
            groups.append(group | ({"weight_decay": 0.0} if p.ndim <= 1 else {}))
    return groups
