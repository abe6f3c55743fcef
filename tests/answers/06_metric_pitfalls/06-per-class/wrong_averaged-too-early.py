# One recall for all.
def per_class(matrix, zero_division=0.0):
    hits = matrix.diagonal().sum()
    share = hits / matrix.sum()
    return {"precision": share, "recall": share, "f1": share, "support": matrix.sum()}
