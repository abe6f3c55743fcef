# Somebody whose group for the body is the whole model.
def two_rate_groups(model, head, lr, head_factor):
    return [
        {"params": [p for p in model.parameters() if p.requires_grad], "lr": lr},
        {"params": head.parameters(), "lr": lr * head_factor},
    ]
