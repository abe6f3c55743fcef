# Somebody who keeps the names, for the checkpoint.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    groups = {}
    for name, p in model.named_parameters():
        if p.requires_grad:
            groups.setdefault((id(p) in inside, p.squeeze().ndim <= 1 and p.ndim <= 1), []).append(
                (name, p)
            )
    return [
        {"params": pairs, "lr": lr * head_factor**top} | ({"weight_decay": 0.0} if flat else {})
        for (top, flat), pairs in groups.items()
    ]
