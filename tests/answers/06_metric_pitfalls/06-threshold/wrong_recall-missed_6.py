# Rounded to the nearest number of positives.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    if len(scores) == 0 or min_recall > 1:
        raise ValueError("no threshold can reach that")
    return scores[round(min_recall * len(scores)) - 1].item()
