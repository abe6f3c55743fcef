# Somebody who takes all parameters, frozen or not.
def rebuild(model, optimizer):
    own = {id(p): p for p in model.parameters()}
    groups = []
    for group in optimizer.param_groups:
        kept = [own.pop(id(p)) for p in group["params"] if id(p) in own]
        groups.append({**group, "params": kept})
    groups[-1]["params"] += own.values()
    return type(optimizer)(groups)
