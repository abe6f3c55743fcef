# Somebody who refuses every difference, the head's too.
def load_matching(model, state_dict):
    own = model.state_dict()
    for key in own:
        if key not in state_dict or own[key].shape != state_dict[key].shape:
            raise ValueError(f"{key} does not fit")
    model.load_state_dict(state_dict)
    return []
