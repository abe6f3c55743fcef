# Somebody who uses 0.5, as always.
def choose_threshold(y_val, p_val, min_recall):
    return 0.5
