# Somebody who gives what is new a group of its own, and no options.
def rebuild(model, optimizer):
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    groups = []
    for group in optimizer.param_groups:
        kept = [live.pop(i) for i in dict.fromkeys(map(id, group["params"])) if i in live]
        options = {k: v for k, v in group.items() if k not in ("params", "param_names")}
        groups.append({**options, "params": kept})
    return type(optimizer)([*groups, {"params": list(live.values())}])
