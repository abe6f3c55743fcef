# Somebody who takes a quantile of all scores, at the other end.
def choose_threshold(y_val, p_val, min_recall):
    return p_val.quantile(min_recall).item()
