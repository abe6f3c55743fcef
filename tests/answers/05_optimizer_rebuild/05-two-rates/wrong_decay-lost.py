# Somebody who switches decay off everywhere.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    live = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in live if id(p) not in inside], "lr": lr, "weight_decay": 0},
        {"params": [p for p in live if id(p) in inside], "lr": lr * head_factor, "weight_decay": 0},
    ]
