# The plain way: decide, then load.
def load_matching(model, state_dict):
    own = model.state_dict()
    head = [n for n, m in model.named_modules() if isinstance(m, nn.Linear | nn.Conv2d)][-1]
    if set(own) != set(state_dict):
        raise ValueError(f"other keys: {set(own) ^ set(state_dict)}")
    skipped = [k for k in own if own[k].shape != state_dict[k].shape]
    for key in skipped:
        if key.rpartition(".")[0] != head:
            raise ValueError(f"{key} is not of the head {head}")
    model.load_state_dict({**state_dict, **{k: own[k] for k in skipped}})
    return skipped
