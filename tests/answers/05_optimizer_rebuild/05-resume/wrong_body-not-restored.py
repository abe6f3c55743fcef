# Somebody who restores the optimizer and forgets the model.
def resume(model, optimizer, checkpoint):
    saved, skipped = checkpoint["optimizer"], []
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    names = {n: i for g in saved["param_groups"] for i, n in zip(g["params"], g["param_names"])}
    for name, p in model.named_parameters():
        if p.shape == checkpoint["model"][name].shape:
            optimizer.state[p] = copy.deepcopy(saved["state"][names[name]])
        else:
            skipped.append(name)
    return skipped
