# The lowest score for a recall that nothing reaches.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    for found, score in enumerate(scores.tolist(), start=1):
        if found / len(scores) >= min_recall:
            return score
    return 0.0
