# Somebody with three conditions, of which two can hold at once.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    live = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in live if id(p) not in inside and p.ndim > 1], "lr": lr},
        {"params": [p for p in live if id(p) in inside], "lr": lr * head_factor},
        {"params": [p for p in live if p.ndim <= 1], "lr": lr, "weight_decay": 0.0},
    ]
