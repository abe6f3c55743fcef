# Number to name, name to parameter.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if any("param_names" not in group for group in saved["param_groups"]):
        raise ValueError("Expected a checkpoint with param_names.")
    own = model.state_dict()
    skipped = [k for k, v in checkpoint["model"].items() if k not in own or own[k].shape != v.shape]
    model.load_state_dict(
        {k: v for k, v in checkpoint["model"].items() if k not in skipped}, strict=False
    )
    parameters = dict(model.named_parameters())
    for group in saved["param_groups"]:
        for number, name in zip(group["params"], group["param_names"]):
            if name not in skipped and number in saved["state"]:
                optimizer.state[parameters[name]] = copy.deepcopy(saved["state"][number])
    return skipped
