# Somebody who starts empty and adds group after group.
def rebuild(model, optimizer):
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    new = None
    for group in optimizer.param_groups:
        kept = [live.pop(i) for i in dict.fromkeys(map(id, group["params"])) if i in live]
        if group is optimizer.param_groups[-1]:
            kept += live.values()
        each = {k: v for k, v in group.items() if k not in ("params", "param_names")}
        if new is None:
            new = type(optimizer)([{"params": kept, **each}])
        else:
            new.add_param_group({"params": kept, **each})
    return new
