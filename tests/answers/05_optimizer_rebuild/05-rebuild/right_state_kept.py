# Somebody who carries the state over already.
def rebuild(model, optimizer):
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    groups = []
    for group in optimizer.param_groups:
        kept = [live.pop(i) for i in dict.fromkeys(map(id, group["params"])) if i in live]
        groups.append(dict(group, params=kept))
        groups[-1].pop("param_names", None)
    groups[-1]["params"] += live.values()
    new = type(optimizer)(groups)
    for p in model.parameters():
        if p.requires_grad and p in optimizer.state:
            new.state[p] = dict(optimizer.state[p])
    return new
