# A grid, and the scores lie closer together than its steps.
def choose_threshold(y_val, p_val, min_recall):
    if min_recall > 1 or (y_val == 1).sum() == 0:
        raise ValueError("no threshold can reach that")
    for threshold in torch.arange(1, -0.001, -0.001):
        recall = ((p_val >= threshold) & (y_val == 1)).sum() / (y_val == 1).sum()
        if recall >= min_recall:
            return threshold.item()
