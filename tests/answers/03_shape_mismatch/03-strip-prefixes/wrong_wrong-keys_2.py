# Somebody who forgets the dot.
def strip_prefixes(state_dict):
    bare = dict(state_dict)
    while all(key.startswith(("module", "_orig_mod")) for key in bare):
        bare = {key.removeprefix("module").removeprefix("_orig_mod"): v for key, v in bare.items()}
    return bare
