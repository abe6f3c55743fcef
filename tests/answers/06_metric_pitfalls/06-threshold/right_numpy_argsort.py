# Right, another way: numpy argsort.
def choose_threshold(y_val, p_val, min_recall):
    import numpy as np

    y, p = y_val.numpy(), p_val.numpy()
    if y.sum() == 0 or min_recall > 1:
        raise ValueError("impossible")
    order = np.argsort(-p)
    recall = np.cumsum(y[order]) / y.sum()
    return float(p[order][np.argmax(recall >= min_recall)])
