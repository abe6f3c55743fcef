# Somebody who begins every function that receives an optimizer with zero_grad.
def rebuild(model, optimizer):
    optimizer.zero_grad()
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    groups = []
    for group in optimizer.param_groups:
        kept = [live.pop(i) for i in dict.fromkeys(map(id, group["params"])) if i in live]
        options = {k: v for k, v in group.items() if k not in ("params", "param_names")}
        groups.append({**options, "params": kept})
    groups[-1]["params"] += live.values()
    return type(optimizer)(groups)
