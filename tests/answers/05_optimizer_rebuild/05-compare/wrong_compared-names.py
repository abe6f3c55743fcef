# Somebody who uses the names that the optimizer keeps, if it has any.
def compare(model, optimizer):
    ids, names = [], set()
    for group in optimizer.param_groups:
        ids += [id(p) for p in group["params"]]
        names.update(group.get("param_names", []))
    missing = [
        n
        for n, p in model.named_parameters()
        if p.requires_grad and (n not in names if names else id(p) not in ids)
    ]
    dead = len(set(ids) - {id(p) for p in model.parameters()})
    return {"missing": missing, "dead": dead, "duplicated": len(ids) - len(set(ids))}
