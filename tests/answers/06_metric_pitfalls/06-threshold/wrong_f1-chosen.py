# A mistake that people make: f1 chose the threshold.
def choose_threshold(y_val, p_val, min_recall):
    return max(p_val.sort().values.tolist(), key=lambda t: f1_score(y_val, p_val >= t))
