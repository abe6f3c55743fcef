# Somebody who strips each key by itself, as long as something is there.
def strip_prefixes(state_dict):
    bare = {}
    for key, value in state_dict.items():
        key = key.replace("_orig_mod.", "")
        while key.startswith("module."):
            key = key.removeprefix("module.")
        bare[key] = value
    return bare
