# The plain way: keep, filter, add what is left to the last group.
def rebuild(model, optimizer):
    live = [p for p in model.parameters() if p.requires_grad]
    ids, seen, groups = {id(p) for p in live}, set(), []
    for group in optimizer.param_groups:
        kept = []
        for p in group["params"]:
            if id(p) in ids and id(p) not in seen:
                kept.append(p)
                seen.add(id(p))
        options = {k: v for k, v in group.items() if k != "param_names"}
        groups.append({**options, "params": kept})
    groups[-1]["params"].extend(p for p in live if id(p) not in seen)
    return type(optimizer)(groups)
