# Somebody who asserts.
def resume(model, optimizer, checkpoint):
    packed = checkpoint["optimizer"]
    assert all("param_names" in g for g in packed["param_groups"])
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    for g in packed["param_groups"]:
        for i, n in zip(g["params"], g["param_names"]):
            if n in fits:
                optimizer.state[model.get_parameter(n)] = packed["state"][i]
    return own.keys() - fits.keys()
