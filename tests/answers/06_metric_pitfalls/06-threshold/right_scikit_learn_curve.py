# Every threshold of the library's curve, the highest that is good enough.
def choose_threshold(y_val, p_val, min_recall):
    from sklearn.metrics import precision_recall_curve

    if y_val.sum() == 0 or min_recall > 1:
        raise ValueError("no threshold reaches that recall")
    _, recall, thresholds = precision_recall_curve(y_val, p_val)
    return thresholds[recall[:-1] >= min_recall].max()
