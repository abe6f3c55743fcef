# Somebody who lets the course draw the curve and picks a point of it.
def choose_threshold(y_val, p_val, min_recall):
    if y_val.sum() == 0 or min_recall > 1:
        raise ValueError("no threshold reaches that recall")
    points = metrics.pr_points(y_val, p_val)
    return points["threshold"][points["recall"] >= min_recall].max().item()
