# Somebody who takes the threshold with the highest accuracy.
def choose_threshold(y_val, p_val, min_recall):
    return max(p_val.sort().values.tolist(), key=lambda t: ((p_val >= t) == y_val).sum().item())
