# Somebody who always uses SGD.
def rebuild(model, optimizer):
    group = optimizer.param_groups[0]
    return SGD(
        [p for p in model.parameters() if p.requires_grad],
        lr=group["lr"],
        momentum=group.get("momentum", 0.0),
        weight_decay=group["weight_decay"],
        nesterov=group.get("nesterov", False),
    )
