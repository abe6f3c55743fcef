# Somebody who takes off one layer of wrapping, and asks again.
def strip_prefixes(state_dict):
    for prefix in ("module.", "_orig_mod."):
        if all(key.startswith(prefix) for key in state_dict):
            return strip_prefixes({k[len(prefix):]: v for k, v in state_dict.items()})
    return {k.replace("._orig_mod.", "."): v for k, v in state_dict.items()}
