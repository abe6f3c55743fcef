# Somebody who looks at a group when its turn comes.
def resume(model, optimizer, checkpoint):
    packed = checkpoint["optimizer"]
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    for g in packed["param_groups"]:
        if "param_names" not in g:
            raise ValueError("no names")
        for i, n in zip(g["params"], g["param_names"]):
            if n in fits:
                optimizer.state[model.get_parameter(n)] = packed["state"][i]
    model.load_state_dict(fits, strict=False)
    return own.keys() - fits.keys()
