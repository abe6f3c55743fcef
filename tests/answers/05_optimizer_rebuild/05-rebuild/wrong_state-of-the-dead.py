# Somebody who replaces the list in each group, as seen on the web, and leaves the state.
def rebuild(model, optimizer):
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    for group in optimizer.param_groups:
        group["params"] = [live.pop(id(p)) for p in group["params"] if id(p) in live]
    optimizer.param_groups[-1]["params"] += live.values()
    return optimizer
