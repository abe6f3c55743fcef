# Somebody who loads by position and then forgets the head's state: right if the order is the same.
def resume(model, optimizer, checkpoint):
    if any("param_names" not in group for group in checkpoint["optimizer"]["param_groups"]):
        raise ValueError("Expected names.")
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    optimizer.load_state_dict(checkpoint["optimizer"])
    for name, p in model.named_parameters():
        if name not in fits:
            optimizer.state.pop(p, None)
    return [k for k in checkpoint["model"] if k not in fits]
