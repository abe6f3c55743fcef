# Stops at the last grid point that is good enough; the grid has holes.
def choose_threshold(y_val, p_val, min_recall):
    best = 0.0
    for t in torch.linspace(0, 1, 21).tolist():
        if ((p_val >= t) & (y_val == 1)).sum() / y_val.sum() >= min_recall:
            best = t
    return best
