# The least number of fronts that every key has.
def strip_prefixes(state_dict):
    d = {re.sub(r"(^|(?<=\.))_orig_mod\.", "", k): v for k, v in state_dict.items()}
    n = min((len(re.match(r"(module\.)*", k)[0]) for k in d), default=0)
    return {k[n:]: v for k, v in d.items()}
