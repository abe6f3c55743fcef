# Class by class, in plain Python; lists come back.
def per_class(matrix, zero_division=0.0):
    m = matrix.tolist()
    out = {"precision": [], "recall": [], "f1": [], "support": []}
    for c in range(len(m)):
        tp = m[c][c]
        fn = sum(m[c]) - tp
        fp = sum(row[c] for row in m) - tp
        out["precision"].append(tp / (tp + fp) if tp + fp else zero_division)
        out["recall"].append(tp / (tp + fn) if tp + fn else zero_division)
        out["f1"].append(2 * tp / (2 * tp + fp + fn) if tp + fp + fn else zero_division)
        out["support"].append(tp + fn)
    return out
