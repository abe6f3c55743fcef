# Somebody who operates on the old optimizer, lists and state, and leaves the names as they were.
def rebuild(model, optimizer):
    live = {p: None for p in model.parameters() if p.requires_grad}
    for group in optimizer.param_groups:
        kept = [p for p in dict.fromkeys(group["params"]) if p in live]
        group["params"] = kept
        for p in kept:
            del live[p]
    optimizer.param_groups[-1]["params"] += list(live)
    held = {p for group in optimizer.param_groups for p in group["params"]}
    for p in [p for p in optimizer.state if p not in held]:
        del optimizer.state[p]
    return optimizer
