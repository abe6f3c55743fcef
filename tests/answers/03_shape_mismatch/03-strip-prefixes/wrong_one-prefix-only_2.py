# Somebody who takes off each of the two once, in one order.
def strip_prefixes(state_dict):
    return {
        key.removeprefix("module.").removeprefix("_orig_mod."): value
        for key, value in state_dict.items()
    }
