# Somebody who has a group for the head alone.
def two_rate_groups(model, head, lr, head_factor):
    flat = [p for p in head.parameters() if p.ndim <= 1]
    deep = [p for p in head.parameters() if p.ndim > 1]
    rate = lr * head_factor
    return [{"params": deep, "lr": rate}, {"params": flat, "lr": rate, "weight_decay": 0.0}]
