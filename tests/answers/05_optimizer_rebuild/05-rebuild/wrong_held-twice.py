# Somebody who keeps what was listed twice.
def rebuild(model, optimizer):
    own = {id(p) for p in model.parameters() if p.requires_grad}
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    groups = []
    for group in optimizer.param_groups:
        groups.append({**group, "params": [p for p in group["params"] if id(p) in own]})
    groups[-1]["params"] += [p for p in model.parameters() if p.requires_grad and id(p) not in held]
    return type(optimizer)(groups)
