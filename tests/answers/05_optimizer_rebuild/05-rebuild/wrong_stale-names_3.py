# Somebody who gives each parameter a group of its own, with all the names of the old one.
def rebuild(model, optimizer):
    options = {}
    for group in optimizer.param_groups:
        rest = {key: value for key, value in group.items() if key != "params"}
        for p in group["params"]:
            options.setdefault(p, rest)
    groups = [
        {**options.get(p, rest), "params": [p]} for p in model.parameters() if p.requires_grad
    ]
    return optimizer.__class__(groups)
