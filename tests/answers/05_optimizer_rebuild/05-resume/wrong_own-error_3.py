# Somebody who expects state for every parameter: a frozen one has none.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    names = {n: i for g in saved["param_groups"] for i, n in zip(g["params"], g["param_names"])}
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    for name, p in model.named_parameters():
        if name in fits:
            optimizer.state[p] = copy.deepcopy(saved["state"][names[name]])
    return [k for k in checkpoint["model"] if k not in fits]
