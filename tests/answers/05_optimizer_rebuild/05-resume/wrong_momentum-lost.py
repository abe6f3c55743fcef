# Somebody who resumes the model, and starts with a fresh optimizer state.
def resume(model, optimizer, checkpoint):
    if any("param_names" not in group for group in checkpoint["optimizer"]["param_groups"]):
        raise ValueError("Expected names.")
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    return [k for k in checkpoint["model"] if k not in fits]
