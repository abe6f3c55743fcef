# Somebody who returns the groups.
def rebuild(model, optimizer):
    live = [p for p in model.parameters() if p.requires_grad]
    return [{**optimizer.param_groups[0], "params": live}]
