# Somebody who renames in the caller's dict.
def strip_prefixes(state_dict):
    for key in list(state_dict):
        bare = key.replace("_orig_mod.", "").removeprefix("module.")
        state_dict[bare] = state_dict.pop(key)
    return state_dict
