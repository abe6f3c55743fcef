# Somebody who returns the names.
def strip_prefixes(state_dict):
    return [key.replace("_orig_mod.", "").removeprefix("module.") for key in state_dict]
