# Somebody who puts what is new into the first group.
def rebuild(model, optimizer):
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    groups = []
    for group in optimizer.param_groups:
        kept = [live.pop(i) for i in dict.fromkeys(map(id, group["params"])) if i in live]
        groups.append({**group, "params": kept})
    groups[0]["params"] += live.values()
    return type(optimizer)(groups)
