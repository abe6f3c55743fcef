# Somebody who crosses off a list what is held.
def compare(model, optimizer):
    missing = {id(p): name for name, p in model.named_parameters() if p.requires_grad}
    own = {id(p) for p in model.parameters()}
    seen, dead, duplicated = {}, 0, 0
    for group in optimizer.param_groups:
        for p in group["params"]:
            seen[id(p)] = seen.get(id(p), 0) + 1
            missing.pop(id(p), None)
            dead += id(p) not in own and seen[id(p)] == 1
            duplicated += seen[id(p)] == 2
    return {"missing": missing.values(), "dead": dead, "duplicated": duplicated}
