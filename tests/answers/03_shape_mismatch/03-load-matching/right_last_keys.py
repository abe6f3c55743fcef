# Somebody who takes the head for the layer that holds the last key of the model.
def load_matching(model, state_dict):
    own = model.state_dict()
    head = list(own)[-1].rsplit(".", 1)[0]
    if list(own) != list(state_dict):
        raise ValueError("names differ")
    skipped = {k for k in own if own[k].shape != state_dict[k].shape}
    if {k.rsplit(".", 1)[0] for k in skipped} - {head}:
        raise ValueError("more than the head differs")
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in skipped}, strict=False)
    return sorted(skipped)
