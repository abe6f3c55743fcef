# A mistake that people make: everybody is flagged.
def choose_threshold(y_val, p_val, min_recall):
    return p_val.min().item()
