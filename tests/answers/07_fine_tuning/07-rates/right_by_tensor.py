# Every tensor is a step: simple, and steep.
def layerwise_rates(model, head, lr, decay):
    inside = set(head.parameters())
    body = [p for p in model.parameters() if p.requires_grad and p not in inside]
    groups = [{"params": list(p for p in inside if p.requires_grad), "lr": lr}]
    for step, p in enumerate(reversed(body), start=1):
        groups.append(dict(params=[p], lr=lr * decay**step))
    return tuple(groups)
