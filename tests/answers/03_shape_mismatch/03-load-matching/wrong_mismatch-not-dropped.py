# Somebody who trusts in strict=False.
def load_matching(model, state_dict):
    return model.load_state_dict(state_dict, strict=False).missing_keys
