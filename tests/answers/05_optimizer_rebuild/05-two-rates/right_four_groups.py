# Four lists by hand.
def two_rate_groups(model, head, lr, head_factor):
    in_head = {id(p) for p in head.parameters()}
    body, body_flat, top, top_flat = [], [], [], []
    for p in model.parameters():
        if not p.requires_grad:
            continue
        if id(p) in in_head:
            (top_flat if p.ndim <= 1 else top).append(p)
        else:
            (body_flat if p.ndim <= 1 else body).append(p)
    return [
        {"params": body, "lr": lr},
        {"params": body_flat, "lr": lr, "weight_decay": 0.0},
        {"params": top, "lr": lr * head_factor},
        {"params": top_flat, "lr": lr * head_factor, "weight_decay": 0.0},
    ]
