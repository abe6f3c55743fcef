# Two digits, as printed: down or up, whichever is nearer.
def choose_threshold(y_val, p_val, min_recall):
    import math

    scores = p_val[y_val == 1].sort(descending=True).values
    return round(scores[math.ceil(min_recall * len(scores)) - 1].item(), 2)
