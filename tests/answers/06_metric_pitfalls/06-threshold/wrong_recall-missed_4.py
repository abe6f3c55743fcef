# A hair above the score, because "greater" was meant.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    return scores[int(min_recall * len(scores)) - 1].item() + 1e-4
