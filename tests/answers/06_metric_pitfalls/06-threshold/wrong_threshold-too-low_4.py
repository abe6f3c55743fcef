# A quantile of the positives' scores that is one of them: often one too far down.
def choose_threshold(y_val, p_val, min_recall):
    positive = p_val[y_val == 1]
    if not 0 <= min_recall <= 1 or len(positive) == 0:
        raise ValueError("Expected a recall in 0..1 and a positive label.")
    return positive.quantile(1 - min_recall, interpolation="lower").item()
