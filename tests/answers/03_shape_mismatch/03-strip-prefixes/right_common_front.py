# Somebody who asks for what all keys have in common.
def strip_prefixes(state_dict):
    names = [key.split(".") for key in state_dict]
    names = [[part for part in parts if part != "_orig_mod"] for parts in names]
    while {parts[0] for parts in names} == {"module"}:
        for parts in names:
            parts.pop(0)
    return {".".join(parts): tensor for parts, tensor in zip(names, state_dict.values())}
