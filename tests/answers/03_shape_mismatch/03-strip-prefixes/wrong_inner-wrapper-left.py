# Somebody who looks at the front only.
def strip_prefixes(state_dict):
    bare = dict(state_dict)
    for _ in range(10):
        for prefix in ("module.", "_orig_mod."):
            if all(key.startswith(prefix) for key in bare):
                bare = {key.removeprefix(prefix): value for key, value in bare.items()}
    return bare
