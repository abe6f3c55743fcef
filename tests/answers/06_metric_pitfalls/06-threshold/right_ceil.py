# How many positives are needed, rounded up, and the score of the last of them.
def choose_threshold(y_val, p_val, min_recall):
    import math

    positive = p_val[y_val.bool()]
    needed = math.ceil(min_recall * len(positive) - 1e-9)
    if not len(positive) or needed > len(positive):
        raise ValueError("too few positives")
    return positive.topk(needed).values[-1]
