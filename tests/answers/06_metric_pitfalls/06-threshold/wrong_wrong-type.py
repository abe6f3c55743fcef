# All thresholds that are good enough.
def choose_threshold(y_val, p_val, min_recall):
    n = y_val.sum()
    return [t for t in p_val.tolist() if ((p_val >= t) & (y_val == 1)).sum() / n >= min_recall]
