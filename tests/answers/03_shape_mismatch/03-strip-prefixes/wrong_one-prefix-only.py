# Somebody who knows DataParallel only.
def strip_prefixes(state_dict):
    return {key.removeprefix("module."): value for key, value in state_dict.items()}
