# Somebody who takes the head out of the checkpoint itself.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    own, skipped = model.state_dict(), []
    for name in list(checkpoint["model"]):
        if own[name].shape != checkpoint["model"][name].shape:
            del checkpoint["model"][name]
            skipped.append(name)
    model.load_state_dict(checkpoint["model"], strict=False)
    names = {n: i for g in saved["param_groups"] for i, n in zip(g["params"], g["param_names"])}
    for name, p in model.named_parameters():
        if name not in skipped:
            optimizer.state[p] = copy.deepcopy(saved["state"][names[name]])
    return skipped
