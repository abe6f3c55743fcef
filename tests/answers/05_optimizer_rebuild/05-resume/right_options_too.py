# Somebody who takes over the rates as well.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names, got positions only.")
    for group in optimizer.param_groups:
        group["lr"] = saved["param_groups"][0]["lr"]
    names = {n: i for g in saved["param_groups"] for i, n in zip(g["params"], g["param_names"])}
    own, skipped = model.state_dict(), []
    for name, value in checkpoint["model"].items():
        if own[name].shape == value.shape:
            own[name] = value
        else:
            skipped.append(name)
    model.load_state_dict(own)
    for name, p in model.named_parameters():
        if name not in skipped and name in names:
            optimizer.state[p] = copy.deepcopy(saved["state"][names[name]])
    return tuple(skipped)
