# Somebody who assigns the saved tensors: the optimizer keeps the old ones.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    own = model.state_dict()
    fits = {k: v.clone() for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False, assign=True)
    return [k for k in checkpoint["model"] if k not in fits]
