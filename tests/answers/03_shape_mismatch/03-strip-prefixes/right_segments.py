# Somebody who works with the parts between the dots.
def strip_prefixes(state_dict):
    split = [[part for part in key.split(".") if part != "_orig_mod"] for key in state_dict]
    while split and all(len(parts) > 1 and parts[0] == "module" for parts in split):
        split = [parts[1:] for parts in split]
    return dict(zip([".".join(parts) for parts in split], state_dict.values()))
