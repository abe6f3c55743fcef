# The lowest threshold at which the flags are precise enough.
def choose_threshold(y_val, p_val, min_recall):
    for t in p_val.sort().values.tolist():
        if y_val[p_val >= t].double().mean() >= min_recall:
            return t
