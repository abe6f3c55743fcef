# Somebody who uses scikit-learn's ROC curve, which leaves out points on a straight line.
def choose_threshold(y_val, p_val, min_recall):
    from sklearn.metrics import roc_curve

    if y_val.sum() == 0 or min_recall > 1:
        raise ValueError("no threshold reaches that recall")
    _, recall, thresholds = roc_curve(y_val, p_val)
    return thresholds[recall >= min_recall].max()
