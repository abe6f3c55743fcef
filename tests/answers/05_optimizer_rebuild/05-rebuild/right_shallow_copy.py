# Somebody who copies the optimizer object and gives it groups and state of its own.
from collections import defaultdict
def rebuild(model, optimizer):
    new = copy.copy(optimizer)
    new.state = defaultdict(dict)
    new.param_groups = [dict(g) for g in optimizer.param_groups]
    todo = [p for p in model.parameters() if p.requires_grad]
    for g in new.param_groups:
        held = {id(p) for p in g["params"]}
        g["params"] = [p for p in todo if id(p) in held]
        todo = [p for p in todo if id(p) not in held]
        g.pop("param_names", None)
    new.param_groups[-1]["params"] += todo
    return new
