# The diagonal is a view: doubling it doubles the caller's.
def per_class(matrix, zero_division=0.0):
    support, predicted = matrix.sum(dim=1), matrix.sum(dim=0)
    hits = matrix.diagonal()
    p, r = hits / predicted, hits / support
    hits *= 2
    return {"precision": p, "recall": r, "f1": hits / (support + predicted), "support": support}
