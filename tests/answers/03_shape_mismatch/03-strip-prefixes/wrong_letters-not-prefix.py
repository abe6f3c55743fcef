# Somebody who takes lstrip() for removeprefix(): it takes letters off, not a text.
def strip_prefixes(state_dict):
    bare = {key.replace("_orig_mod.", ""): value for key, value in state_dict.items()}
    while bare and all(key.startswith("module.") for key in bare):
        bare = {key.lstrip("module."): value for key, value in bare.items()}
    return bare
