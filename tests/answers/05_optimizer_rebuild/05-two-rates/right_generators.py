# Somebody who passes generators: an optimizer makes lists of them.
def two_rate_groups(model, head, lr, head_factor):
    inside = {id(p) for p in head.parameters()}

    def pick(top, flat):
        for p in model.parameters():
            if p.requires_grad and (id(p) in inside) is top and (p.dim() <= 1) is flat:
                yield p

    return [
        {"params": pick(False, False), "lr": lr},
        {"params": pick(False, True), "lr": lr, "weight_decay": 0.0},
        {"params": pick(True, False), "lr": head_factor * lr},
        {"params": pick(True, True), "lr": head_factor * lr, "weight_decay": 0.0},
    ]
