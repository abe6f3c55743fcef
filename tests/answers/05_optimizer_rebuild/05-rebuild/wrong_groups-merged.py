# Somebody who makes one group of all.
def rebuild(model, optimizer):
    options = {k: v for k, v in optimizer.param_groups[0].items() if k != "params"}
    return type(optimizer)([{**options, "params": [p for p in model.parameters() if p.requires_grad]}])
