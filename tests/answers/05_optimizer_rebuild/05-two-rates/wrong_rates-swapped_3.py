# One high rate for everything.
def two_rate_groups(model, head, lr, head_factor):
    live = [p for p in model.parameters() if p.requires_grad]
    rate = lr * head_factor
    return [
        {"params": [p for p in live if p.ndim > 1], "lr": rate},
        {"params": [p for p in live if p.ndim <= 1], "lr": rate, "weight_decay": 0.0},
    ]
