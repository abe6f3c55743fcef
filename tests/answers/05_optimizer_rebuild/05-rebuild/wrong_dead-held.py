# Common advice: add_param_group. The old head stays.
def rebuild(model, optimizer):
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    new = [p for p in model.parameters() if p.requires_grad and id(p) not in held]
    options = {k: v for k, v in optimizer.param_groups[-1].items() if k != "params"}
    optimizer.add_param_group({**options, "params": new})
    return optimizer
