# Somebody who prints the result instead of returning it.
def choose_threshold(y_val, p_val, min_recall):
    scores = p_val[y_val == 1].sort(descending=True).values
    print(scores[int(min_recall * len(scores)) - 1])
