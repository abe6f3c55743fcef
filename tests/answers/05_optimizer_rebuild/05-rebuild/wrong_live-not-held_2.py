# Somebody who takes the new layer by the name that ResNets give it, and a new rate's group only.
def rebuild(model, optimizer):
    options = {k: v for k, v in optimizer.param_groups[-1].items() if k != "params"}
    return type(optimizer)([{**options, "params": list(model.fc.parameters())}])
