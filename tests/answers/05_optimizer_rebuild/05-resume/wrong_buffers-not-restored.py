# Somebody who restores what has a gradient.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    names = {}
    for group in saved["param_groups"]:
        if "param_names" not in group:
            raise ValueError("Expected names.")
        names |= dict(zip(group["param_names"], group["params"]))
    skipped = []
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.shape != checkpoint["model"][name].shape:
                skipped.append(name)
                continue
            p.copy_(checkpoint["model"][name])
            optimizer.state[p] = copy.deepcopy(saved["state"][names[name]])
    return skipped
