# Somebody who asks the first key for all others.
def strip_prefixes(state_dict):
    bare = {key.replace("_orig_mod.", ""): value for key, value in state_dict.items()}
    while any(key.startswith("module.") for key in bare):
        bare = {key.removeprefix("module."): value for key, value in bare.items()}
    return bare
