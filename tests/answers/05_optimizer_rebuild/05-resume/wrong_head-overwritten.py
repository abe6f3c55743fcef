# Somebody who saves what can be saved: rows of the old head.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    names = {n: i for g in saved["param_groups"] for i, n in zip(g["params"], g["param_names"])}
    own, skipped = model.state_dict(), []
    for name, value in checkpoint["model"].items():
        if own[name].shape != value.shape:
            skipped.append(name)
            value = value[: len(own[name])]
        own[name] = value
    model.load_state_dict(own)
    for name, p in model.named_parameters():
        if name not in skipped:
            optimizer.state[p] = copy.deepcopy(saved["state"][names[name]])
    return skipped
