# Interpolated between two scores, so the lower one is not reached.
def choose_threshold(y_val, p_val, min_recall):
    return p_val[y_val == 1].quantile(1 - min_recall).item()
