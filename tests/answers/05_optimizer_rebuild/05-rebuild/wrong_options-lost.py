# Somebody who keeps the rate and nothing else.
def rebuild(model, optimizer):
    live = [p for p in model.parameters() if p.requires_grad]
    return type(optimizer)(live, lr=optimizer.param_groups[0]["lr"])
