# Somebody who cuts the old head's momentum to size.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected names.")
    names = {n: i for g in saved["param_groups"] for i, n in zip(g["params"], g["param_names"])}
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    for name, p in model.named_parameters():
        state = copy.deepcopy(saved["state"][names[name]])
        for key, value in state.items():
            if isinstance(value, torch.Tensor) and value.ndim:
                state[key] = value[: len(p)].clone()
        optimizer.state[p] = state
    return [k for k in checkpoint["model"] if k not in fits]
