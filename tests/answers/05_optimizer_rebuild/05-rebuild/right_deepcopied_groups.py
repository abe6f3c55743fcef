# Somebody who lets PyTorch carry the options: state_dict() has the groups without tensors.
def rebuild(model, optimizer):
    saved = optimizer.state_dict()["param_groups"]
    live = {id(p): p for p in model.parameters() if p.requires_grad}
    for options, group in zip(saved, optimizer.param_groups):
        options["params"] = []
        options.pop("param_names", None)
        for p in group["params"]:
            if id(p) in live:
                options["params"].append(live.pop(id(p)))
    saved[-1]["params"].extend(live.values())
    return type(optimizer)(saved)
