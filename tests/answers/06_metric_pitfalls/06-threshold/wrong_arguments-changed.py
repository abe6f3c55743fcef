# The negatives are set to zero in the caller's tensor.
def choose_threshold(y_val, p_val, min_recall):
    import math

    p_val[y_val == 0] = 0.0
    return p_val.topk(math.ceil(min_recall * int(y_val.sum()))).values[-1].item()
