# Recall of the other classes: the diagonal was left out of the row.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    return {
        "precision": hits / predicted,
        "recall": hits / (support - hits),
        "f1": 2 * hits / (support + predicted),
        "support": support,
    }
