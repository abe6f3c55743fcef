# Somebody who cuts the parameters into groups of the old sizes, whatever was in them.
def rebuild(model, optimizer):
    params = [p for p in model.parameters() if p.requires_grad]
    groups, at = [], 0
    for g in optimizer.param_groups:
        n = len(g["params"])
        groups.append({**g, "params": params[at:at + n]})
        at += n
    return type(optimizer)(groups)
