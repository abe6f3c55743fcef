# Somebody who loads, and keeps the rest to themselves.
def load_matching(model, state_dict):
    own = model.state_dict()
    model.load_state_dict({k: v for k, v in state_dict.items() if v.shape == own[k].shape}, strict=False)
