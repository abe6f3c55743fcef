# Somebody who copies the groups as they are.
def rebuild(model, optimizer):
    return type(optimizer)([dict(group) for group in optimizer.param_groups])
