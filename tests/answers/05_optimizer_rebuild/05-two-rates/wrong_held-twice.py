# Somebody who lists the head's bias with the head, and once more.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    rest = [p for p in model.parameters() if id(p) not in inside and p.requires_grad]
    flat = [p for p in head.parameters() if p.ndim <= 1]
    return [
        {"params": [p for p in rest if p.ndim > 1], "lr": lr},
        {"params": [p for p in rest if p.ndim <= 1], "lr": lr, "weight_decay": 0.0},
        {"params": [p for p in head.parameters() if p.ndim > 1], "lr": lr * head_factor},
        {"params": flat + flat, "lr": lr * head_factor, "weight_decay": 0.0},
    ]
