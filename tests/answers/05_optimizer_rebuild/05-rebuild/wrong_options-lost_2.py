# Somebody who takes the defaults: a schedule has changed the rate since.
def rebuild(model, optimizer):
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    groups = []
    for group in optimizer.param_groups:
        kept = [live.pop(id(p)) for p in group["params"] if id(p) in live]
        groups.append({**group, "params": kept})
    groups[-1]["params"] += live.values()
    new = type(optimizer)(groups)
    if len(groups) == 1:
        new.param_groups[0]["lr"] = optimizer.defaults["lr"]
    return new
