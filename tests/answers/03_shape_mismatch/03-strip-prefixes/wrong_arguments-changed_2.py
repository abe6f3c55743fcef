# Somebody who returns the dict itself where there is nothing to do.
def strip_prefixes(state_dict):
    if not any("module." in key or "_orig_mod." in key for key in state_dict):
        return state_dict
    bare = {key.replace("_orig_mod.", ""): value for key, value in state_dict.items()}
    while bare and all(key.startswith("module.") for key in bare):
        bare = {key.removeprefix("module."): value for key, value in bare.items()}
    return bare
