# Somebody who trusts that number i is the model's parameter i.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    for number, (name, p) in enumerate(model.named_parameters()):
        if name in fits:
            optimizer.state[p] = copy.deepcopy(saved["state"][number])
    return [k for k in checkpoint["model"] if k not in fits]
