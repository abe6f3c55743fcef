# Somebody whose group of spared parameters has the body's rate, the head's bias included.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    live = [p for p in model.parameters() if p.requires_grad]
    deep = [p for p in live if p.ndim > 1]
    return [
        {"params": [p for p in deep if id(p) not in inside], "lr": lr},
        {"params": [p for p in deep if id(p) in inside], "lr": lr * head_factor},
        {"params": [p for p in live if p.ndim <= 1], "lr": lr, "weight_decay": 0.0},
    ]
