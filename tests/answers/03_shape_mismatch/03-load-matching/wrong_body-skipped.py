# Somebody who drops whatever has another shape: the recipe that is copied most.
def load_matching(model, state_dict):
    own = model.state_dict()
    fits = {k: v for k, v in state_dict.items() if k in own and v.shape == own[k].shape}
    own.update(fits)
    model.load_state_dict(own)
    return [k for k in state_dict if k not in fits]
