# Somebody who writes tensor by tensor, and returns a set.
def resume(model, optimizer, checkpoint):
    names = {}
    for group in checkpoint["optimizer"]["param_groups"]:
        try:
            names |= dict(zip(group["param_names"], group["params"], strict=True))
        except KeyError:
            raise ValueError("no names in this checkpoint") from None
    skipped = set()
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for name, value in model.state_dict().items():
            saved = checkpoint["model"][name]
            if saved.shape != value.shape:
                skipped.add(name)
                continue
            value.copy_(saved)
            state = checkpoint["optimizer"]["state"].get(names.get(name))
            if state:
                optimizer.state[parameters[name]] = {
                    k: v.clone() if isinstance(v, torch.Tensor) else v for k, v in state.items()
                }
    return skipped
