# Somebody who forgives a head tensor that is missing in the checkpoint.
def load_matching(model, state_dict):
    own = model.state_dict()
    differ = [k for k in own if k not in state_dict or own[k].shape != state_dict[k].shape]
    if any(not k.startswith("fc.") for k in differ) or set(state_dict) - set(own):
        raise ValueError("more than the head differs")
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in differ}, strict=False)
    return differ
