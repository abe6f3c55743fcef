# A new head, and the probe forgotten.
def start_from_probe(model, probe):
    return heads.replace_head(model, probe.out_features)
