# Right, another way: numpy.
def per_class(matrix, zero_division=0.0):
    import numpy as np

    m = matrix.numpy().astype(float)
    tp, rows, columns = np.diag(m), m.sum(1), m.sum(0)

    def divide(a, b):
        return np.divide(a, b, out=np.full(len(a), float(zero_division)), where=b > 0)

    return {
        "support": rows.astype(int),
        "f1": divide(2 * tp, rows + columns),
        "recall": divide(tp, rows),
        "precision": divide(tp, columns),
    }
