# Somebody who throws out the dead and forgets the new.
def rebuild(model, optimizer):
    own = {id(p) for p in model.parameters() if p.requires_grad}
    groups = []
    for group in optimizer.param_groups:
        groups.append({**group, "params": [p for p in group["params"] if id(p) in own]})
    return type(optimizer)(groups)
