# Somebody who copies the model to be careful: the optimizer then holds the copy's tensors.
def rebuild(model, optimizer):
    model = copy.deepcopy(model)
    options = {k: v for k, v in optimizer.param_groups[0].items() if k != "params"}
    return type(optimizer)([{**options, "params": list(model.parameters())}])
