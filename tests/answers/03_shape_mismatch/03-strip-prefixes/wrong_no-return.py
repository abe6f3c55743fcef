# Somebody who fills a dict, and forgets it.
def strip_prefixes(state_dict):
    bare = {}
    for key, value in state_dict.items():
        bare[key.removeprefix("module.")] = value
