# The lowest positive is enough for everything.
def choose_threshold(y_val, p_val, min_recall):
    return p_val[y_val == 1].min().item()
