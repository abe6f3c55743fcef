# Somebody who takes the plain mean of precision and recall.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    p, r = hits / predicted, hits / support
    return {"precision": p, "recall": r, "f1": (p + r) / 2, "support": support}
