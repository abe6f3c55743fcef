# Somebody who drops the two words from every name, whole words only.
def strip_prefixes(state_dict):
    return {
        ".".join(part for part in key.split(".") if part not in ("module", "_orig_mod")): value
        for key, value in state_dict.items()
    }
