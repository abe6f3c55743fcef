# The k-th lowest score, counted in whole positives.
def choose_threshold(y_val, p_val, min_recall):
    positive = p_val[y_val == 1].double()
    shares = torch.arange(1, len(positive) + 1).double() / max(len(positive), 1)
    enough = shares >= min_recall
    if not enough.any():
        raise ValueError(f"Expected a recall that {len(positive)} positives can reach.")
    k = len(positive) - int(enough.int().argmax())
    return positive.kthvalue(k).values.item()
