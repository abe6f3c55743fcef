# Somebody who falls back on the order where names are missing.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    parameters = dict(model.named_parameters())
    for group in saved["param_groups"]:
        names = group.get("param_names", list(parameters))
        for number, name in zip(group["params"], names):
            if name in fits:
                optimizer.state[parameters[name]] = copy.deepcopy(saved["state"][number])
    return [k for k in checkpoint["model"] if k not in fits]
