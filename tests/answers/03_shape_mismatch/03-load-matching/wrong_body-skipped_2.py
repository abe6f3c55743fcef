# Somebody who looks at names only when asking what is not the head's.
def load_matching(model, state_dict):
    own = model.state_dict()
    if set(own) != set(state_dict):
        raise ValueError("other keys")
    skipped = [k for k in own if own[k].shape != state_dict[k].shape]
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in skipped}, strict=False)
    return skipped
