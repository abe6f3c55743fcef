# One positive more than needed.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    return scores[min(int(min_recall * len(scores)), len(scores) - 1)].item()
