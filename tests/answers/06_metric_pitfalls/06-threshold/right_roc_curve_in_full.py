# Somebody who uses scikit-learn's ROC curve and keeps all of its points.
def choose_threshold(y_val, p_val, min_recall):
    from sklearn.metrics import roc_curve

    if y_val.sum() == 0 or min_recall > 1:
        raise ValueError("no threshold reaches that recall")
    _, recall, thresholds = roc_curve(y_val, p_val, drop_intermediate=False)
    return thresholds[recall >= min_recall].max()
