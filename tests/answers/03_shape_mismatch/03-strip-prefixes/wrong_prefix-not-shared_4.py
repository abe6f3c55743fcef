# Somebody who asks only the first key, and it belongs to a layer called module.
def strip_prefixes(state_dict):
    """The same tensors under the names of the bare model, in a new dict."""
    bare = {key.replace("_orig_mod.", ""): value for key, value in state_dict.items()}
    while bare and next(iter(bare)).startswith("module."):
        bare = {key.removeprefix("module."): value for key, value in bare.items()}
    return bare
