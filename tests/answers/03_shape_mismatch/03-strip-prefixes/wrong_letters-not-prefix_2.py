# Somebody who uses lstrip() on every key, without asking.
def strip_prefixes(state_dict):
    return {k.lstrip("module.").lstrip("_orig_mod."): v for k, v in state_dict.items()}
