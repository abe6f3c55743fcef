# Somebody who loads the model first: half of the checkpoint is in, and then it is refused.
def resume(model, optimizer, checkpoint):
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    parameters = dict(model.named_parameters())
    for group in checkpoint["optimizer"]["param_groups"]:
        if "param_names" not in group:
            raise ValueError("Expected names.")
        for number, name in zip(group["params"], group["param_names"]):
            if name in fits:
                state = checkpoint["optimizer"]["state"][number]
                optimizer.state[parameters[name]] = copy.deepcopy(state)
    return [k for k in checkpoint["model"] if k not in fits]
