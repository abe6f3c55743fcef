# Somebody who cuts at the first dot if there is a wrapper.
def strip_prefixes(state_dict):
    return {
        key.split(".", 1)[1] if key.startswith(("module.", "_orig_mod.")) else key: value
        for key, value in state_dict.items()
    }
