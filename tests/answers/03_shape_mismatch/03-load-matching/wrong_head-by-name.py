# Somebody who recognises heads by the names that they have elsewhere.
def load_matching(model, state_dict):
    own = model.state_dict()
    if set(own) != set(state_dict):
        raise ValueError("other keys")
    skipped = [k for k in own if own[k].shape != state_dict[k].shape]
    if any(not any(name in k for name in ("fc", "classifier", "head")) for k in skipped):
        raise ValueError("the backbone differs")
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in skipped}, strict=False)
    return skipped
