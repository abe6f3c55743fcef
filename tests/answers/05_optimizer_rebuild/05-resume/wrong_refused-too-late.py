# Somebody who empties the optimizer's state first, puts the saved one in, and asks for names later.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    for p, (number, state) in zip(model.parameters(), sorted(saved["state"].items())):
        optimizer.state[p] = copy.deepcopy(state)
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    names = {n: i for g in saved["param_groups"] for i, n in zip(g["params"], g["param_names"])}
    for name, p in model.named_parameters():
        if name in fits:
            optimizer.state[p] = copy.deepcopy(saved["state"][names[name]])
        else:
            del optimizer.state[p]
    return [k for k in checkpoint["model"] if k not in fits]
