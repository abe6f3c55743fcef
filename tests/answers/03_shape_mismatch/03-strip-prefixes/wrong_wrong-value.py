# Somebody whose loop keeps the last tensor for all.
def strip_prefixes(state_dict):
    keys = [key.replace("_orig_mod.", "") for key in state_dict]
    while all(key.startswith("module.") for key in keys):
        keys = [key.removeprefix("module.") for key in keys]
    for value in state_dict.values():
        bare = dict.fromkeys(keys, value)
    return bare
