# Somebody who keeps the last two parts of a name.
def strip_prefixes(state_dict):
    return {".".join(key.split(".")[-2:]): value for key, value in state_dict.items()}
