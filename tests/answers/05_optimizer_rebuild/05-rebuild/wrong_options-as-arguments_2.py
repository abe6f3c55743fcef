# Somebody who passes the first group's options to the constructor.
def rebuild(model, optimizer):
    live = [p for p in model.parameters() if p.requires_grad]
    group = {k: v for k, v in optimizer.param_groups[0].items() if k != "params"}
    return type(optimizer)(live, **group)
