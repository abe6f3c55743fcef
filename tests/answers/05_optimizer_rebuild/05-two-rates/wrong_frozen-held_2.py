# Somebody who filters the body only: a head, they think, is always trainable.
def two_rate_groups(model, head, lr, head_factor):
    h = {id(p) for p in head.parameters()}
    body = [p for p in model.parameters() if p.requires_grad and id(p) not in h]
    hp = list(head.parameters())
    return [{"params": [p for p in body if p.ndim > 1], "lr": lr},
            {"params": [p for p in body if p.ndim <= 1], "lr": lr, "weight_decay": 0},
            {"params": [p for p in hp if p.ndim > 1], "lr": lr * head_factor},
            {"params": [p for p in hp if p.ndim <= 1], "lr": lr * head_factor, "weight_decay": 0}]
