# Brute force: each score is tried, from above.
def choose_threshold(y_val, p_val, min_recall):
    positives = (y_val == 1).sum().item()
    for t in sorted(set(p_val.tolist()), reverse=True):
        found = ((p_val >= t) & (y_val == 1)).sum().item()
        if positives and found / positives >= min_recall:
            return t
    raise ValueError(f"a recall of {min_recall} cannot be reached")
