# Somebody who thaws everything first.
def rebuild(model, optimizer):
    model.requires_grad_(True)
    live = {id(p): p for p in model.parameters()}
    groups = []
    for group in optimizer.param_groups:
        groups.append({**group, "params": [live.pop(id(p)) for p in group["params"] if id(p) in live]})
    groups[-1]["params"] += live.values()
    return type(optimizer)(groups)
