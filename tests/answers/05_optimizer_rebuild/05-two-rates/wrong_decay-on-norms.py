# Somebody who goes by the word 'bias': a norm's weight has another name.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    groups = []
    for name, p in model.named_parameters():
        if p.requires_grad:
            group = {"params": [p], "lr": lr * head_factor if id(p) in inside else lr}
            groups.append(group | ({"weight_decay": 0.0} if name.endswith("bias") else {}))
    return groups
