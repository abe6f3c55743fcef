# Layers by their names; frozen ones count as a step too.
def layerwise_rates(model, head, lr, decay):
    kept = {id(p) for p in head.parameters()}
    layers = {}
    for name, p in model.named_parameters():
        if id(p) not in kept:
            layers.setdefault(name.rpartition(".")[0], []).append(p)
    groups = []
    for step, own in enumerate(reversed(layers.values())):
        own = [p for p in own if p.requires_grad]
        groups.append({"params": own, "lr": lr * decay ** (step + 1)})
    return groups + [{"params": (p for p in head.parameters() if p.requires_grad), "lr": lr}]
