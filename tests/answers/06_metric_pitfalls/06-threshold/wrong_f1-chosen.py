# Somebody who takes the threshold with the highest F1.
def choose_threshold(y_val, p_val, min_recall):
    return max(p_val.sort().values.tolist(), key=lambda t: f1_score(y_val, p_val >= t))
