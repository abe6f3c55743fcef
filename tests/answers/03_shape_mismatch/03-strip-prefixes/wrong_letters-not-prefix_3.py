# Somebody who counts eight letters in module. and its dot.
def strip_prefixes(state_dict):
    bare = {key.replace("_orig_mod.", ""): value for key, value in state_dict.items()}
    while bare and all(key.startswith("module.") for key in bare):
        bare = {key[8:]: value for key, value in bare.items()}
    return bare
