# A mistake that people make: a quantile of all scores.
def choose_threshold(y_val, p_val, min_recall):
    return p_val.quantile(min_recall).item()
