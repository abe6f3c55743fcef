# Somebody who counts from 0 and subtracts 1 once too often.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    return scores[int(min_recall * len(scores)) - 2].item()
