# The top 75 % of all scores.
def choose_threshold(y_val, p_val, min_recall):
    return p_val.quantile(1 - min_recall).item()
