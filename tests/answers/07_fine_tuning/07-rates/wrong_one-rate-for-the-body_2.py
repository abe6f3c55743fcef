# The children of the model: SqueezeNet has one besides the one that holds the head.
def layerwise_rates(model, head, lr, decay):
    seen = {id(p) for p in head.parameters()}
    groups, rate = [{"params": [p for p in head.parameters() if p.requires_grad], "lr": lr}], lr
    parts = [part.parameters() for part in reversed(list(model.children()))] + [model.parameters()]
    for part in parts:
        rate *= decay
        own = [p for p in part if p.requires_grad and id(p) not in seen]
        seen |= {id(p) for p in own}
        groups.append({"params": own, "lr": rate})
    return groups
