# A group without a rate.
def layerwise_rates(model, head, lr, decay):
    inside = {id(p) for p in head.parameters()}
    layers = []
    for module in model.modules():
        own = [p for p in module.parameters(recurse=False) if p.requires_grad and id(p) not in inside]
        if own:
            layers.append(own)
    groups = [{"params": own, "lr": lr * decay ** (len(layers) - i)} for i, own in enumerate(layers)]
    return groups + [{"params": [p for p in head.parameters() if p.requires_grad]}]
