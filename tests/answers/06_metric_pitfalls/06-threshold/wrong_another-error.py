# No positive label: an index out of range.
def choose_threshold(y_val, p_val, min_recall):
    import math

    scores = p_val[y_val == 1].sort(descending=True).values
    return scores[math.ceil(min_recall * len(scores)) - 1].item()
