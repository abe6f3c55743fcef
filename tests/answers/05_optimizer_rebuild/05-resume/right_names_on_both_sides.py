# Somebody who wants names on both sides, in the optimizer and in the checkpoint.
def resume(model, optimizer, checkpoint):
    """Restore all but the head; return the names of the model's tensors that were skipped."""
    saved = checkpoint["optimizer"]
    if any("param_names" not in g for g in [*optimizer.param_groups, *saved["param_groups"]]):
        raise ValueError("a group has no param_names")
    own = model.state_dict()
    skipped = [n for n in own if n not in checkpoint["model"] or checkpoint["model"][n].shape != own[n].shape]
    merged = {n: own[n] if n in skipped else checkpoint["model"][n] for n in own}
    model.load_state_dict(merged)
    state_of = {}
    for group in saved["param_groups"]:
        for number, name in zip(group["params"], group["param_names"]):
            if number in saved["state"] and name not in skipped:
                state_of[name] = saved["state"][number]
    name_of = {id(p): name for name, p in model.named_parameters()}
    order = [name_of.get(id(p)) for group in optimizer.param_groups for p in group["params"]]
    packed = optimizer.state_dict()
    state = {i: state_of[name] for i, name in enumerate(order) if name in state_of}
    optimizer.load_state_dict(copy.deepcopy({**packed, "state": state}))
    return skipped
