# Somebody who takes the right predictions for the support.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    return {
        "precision": hits / predicted,
        "recall": hits / support,
        "f1": 2 * hits / (support + predicted),
        "support": hits,
    }
