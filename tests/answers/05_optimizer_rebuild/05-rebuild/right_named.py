# Somebody who passes names too, for later checkpoints, and drops empty groups.
def rebuild(model, optimizer):
    where = {id(p): i for i, g in enumerate(optimizer.param_groups) for p in g["params"]}
    last = len(optimizer.param_groups) - 1
    lists = [[] for _ in optimizer.param_groups]
    for name, p in model.named_parameters():
        if p.requires_grad:
            lists[where.get(id(p), last)].append((name, p))
    groups = []
    for old, pairs in zip(optimizer.param_groups, lists):
        if pairs:
            options = {k: v for k, v in old.items() if k not in ("params", "param_names")}
            groups.append({"params": pairs, **options})
    return type(optimizer)(groups)
