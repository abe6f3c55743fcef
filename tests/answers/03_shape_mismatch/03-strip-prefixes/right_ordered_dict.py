# Somebody who keeps the kind of dict that state_dict() gives.
from collections import OrderedDict


def strip_prefixes(state_dict):
    keys = list(state_dict)
    changed = True
    while changed:
        changed = False
        for prefix in ["_orig_mod.", "module."]:
            if all(k.startswith(prefix) for k in keys):
                keys, changed = [k[len(prefix):] for k in keys], True
    keys = [re.sub(r"(^|\.)_orig_mod\.", r"\1", k) for k in keys]
    return OrderedDict(zip(keys, state_dict.values()))
