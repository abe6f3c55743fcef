# Somebody who knows optimizers with one group.
def resume(model, optimizer, checkpoint):
    packed = checkpoint["optimizer"]
    g = packed["param_groups"][0]
    if "param_names" not in g:
        raise ValueError("no names")
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    for i, n in zip(g["params"], g["param_names"]):
        if n in fits:
            optimizer.state[model.get_parameter(n)] = packed["state"][i]
    return own.keys() - fits.keys()
