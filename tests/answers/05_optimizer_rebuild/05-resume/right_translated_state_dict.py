# Somebody who translates the saved state into this optimizer's numbers, and lets it load.
def resume(model, optimizer, checkpoint):
    saved = copy.deepcopy(checkpoint["optimizer"])
    if not all("param_names" in group for group in saved["param_groups"]):
        raise ValueError("Expected param_names.")
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if k in own and own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    by_name = {}
    for group in saved["param_groups"]:
        for number, name in zip(group["params"], group["param_names"]):
            by_name[name] = saved["state"].get(number)
    names = {id(p): n for n, p in model.named_parameters()}
    new, number = optimizer.state_dict(), 0
    for group in optimizer.param_groups:
        for p in group["params"]:
            if names[id(p)] in fits and by_name[names[id(p)]] is not None:
                new["state"][number] = by_name[names[id(p)]]
            number += 1
    optimizer.load_state_dict(new)
    return list(checkpoint["model"].keys() - fits.keys())
