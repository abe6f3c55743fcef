# Somebody who replaces the text wherever it stands: the recipe that is copied most.
def strip_prefixes(state_dict):
    return {
        key.replace("module.", "").replace("_orig_mod.", ""): value
        for key, value in state_dict.items()
    }
