# Right, another way: sorted positives.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    if len(scores) == 0 or min_recall > 1:
        raise ValueError("cannot be reached")
    for found, score in enumerate(scores.tolist(), start=1):
        if found / len(scores) >= min_recall:
            return score
