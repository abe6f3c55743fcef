# Somebody who returns a percentage.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    return {
        "precision": 100 * hits / predicted,
        "recall": 100 * hits / support,
        "f1": 200 * hits / (support + predicted),
        "support": support,
    }
