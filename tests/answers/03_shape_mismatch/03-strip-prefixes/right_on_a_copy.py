# Somebody who changes a copy in place.
def strip_prefixes(state_dict):
    bare = dict(state_dict)
    for key in list(bare):
        if "_orig_mod." in key:
            bare[key.replace("_orig_mod.", "")] = bare.pop(key)
    while all(key.startswith("module.") for key in bare):
        for key in list(bare):
            bare[key[7:]] = bare.pop(key)
    return bare
