# Somebody who builds an optimizer for the old order, loads into it, and carries the state over.
def resume(model, optimizer, checkpoint):
    saved = checkpoint["optimizer"]
    if not all("param_names" in group for group in saved["param_groups"]):
        raise ValueError("Expected a checkpoint with names.")
    own = model.state_dict()
    fits = {k: v for k, v in checkpoint["model"].items() if k in own and own[k].shape == v.shape}
    now = dict(model.named_parameters())
    twins = {k: nn.Parameter(v.clone()) for k, v in checkpoint["model"].items() if k in now}
    old = type(optimizer)(
        [{"params": [twins[n] for n in g["param_names"]]} for g in saved["param_groups"]]
    )
    old.load_state_dict(copy.deepcopy(saved))
    model.load_state_dict({**own, **fits})
    for name, twin in twins.items():
        if name in fits and twin in old.state:
            optimizer.state[now[name]] = old.state[twin]
    return [name for name in own if name not in fits]
