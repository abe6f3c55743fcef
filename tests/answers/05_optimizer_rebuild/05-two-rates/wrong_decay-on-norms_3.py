# Two rates, and not a word about decay.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}
    return [
        {"params": [p for p in model.parameters() if id(p) not in inside], "lr": lr},
        {"params": list(head.parameters()), "lr": lr * head_factor},
    ]
