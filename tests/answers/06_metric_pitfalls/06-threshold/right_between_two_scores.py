# Half way down to the next score: the same images are flagged.
def choose_threshold(y_val, p_val, min_recall):
    positives = y_val.sum().item()
    if positives == 0 or not 0 < min_recall <= 1:
        raise ValueError("no such threshold")
    candidates = p_val.unique().flip(0)
    recalls = [(y_val[p_val >= t].sum() / positives).item() for t in candidates]
    at = next(i for i, r in enumerate(recalls) if r >= min_recall)
    below = candidates[at + 1] if at + 1 < len(candidates) else candidates[at] - 0.01
    return ((candidates[at].double() + below.double()) / 2).item()
