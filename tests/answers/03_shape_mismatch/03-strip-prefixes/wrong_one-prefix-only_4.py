# Somebody who strips module first, and is done with it when _orig_mod is gone.
def strip_prefixes(state_dict):
    bare = dict(state_dict)
    while all(key.startswith("module.") for key in bare):
        bare = {key[7:]: value for key, value in bare.items()}
    return {key.replace("_orig_mod.", ""): value for key, value in bare.items()}
