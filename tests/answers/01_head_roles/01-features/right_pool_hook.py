# Somebody who listens to the layer before the head, and flattens as forward() does.
def features_of(model, x):
    pooled = {}

    def remember(module, args, output):
        pooled["it"] = output.detach()

    handle = model.avgpool.register_forward_hook(remember)
    with torch.no_grad():
        model(x)
    handle.remove()
    return torch.flatten(pooled["it"], 1)
