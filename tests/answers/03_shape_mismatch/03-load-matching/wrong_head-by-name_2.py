# Somebody who takes the whole last container for the head.
def load_matching(model, state_dict):
    own = model.state_dict()
    container = list(own)[-1].split(".")[0]
    if set(own) != set(state_dict):
        raise ValueError("other keys")
    skipped = [k for k in own if own[k].shape != state_dict[k].shape]
    if any(not k.startswith(f"{container}.") for k in skipped):
        raise ValueError("the backbone differs")
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in skipped}, strict=False)
    return skipped
