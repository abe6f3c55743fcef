# Somebody who counts from 0 in every group; the numbers run on.
def resume(model, optimizer, checkpoint):
    packed = checkpoint["optimizer"]
    if any("param_names" not in g for g in packed["param_groups"]):
        raise ValueError("no names")
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    for g in packed["param_groups"]:
        for i, n in enumerate(g["param_names"]):
            if n in fits and i in packed["state"]:
                optimizer.state[model.get_parameter(n)] = packed["state"][i]
    return own.keys() - fits.keys()
