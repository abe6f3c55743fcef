# Somebody who spares biases by leaving them out.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    live = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
    return [
        {"params": [p for p in live if id(p) not in inside], "lr": lr},
        {"params": [p for p in live if id(p) in inside], "lr": lr * head_factor},
    ]
