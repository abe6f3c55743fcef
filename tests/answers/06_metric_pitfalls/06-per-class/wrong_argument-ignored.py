# A small number in the denominator: always 0.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    return {
        "precision": hits / (predicted + 1e-9),
        "recall": hits / (support + 1e-9),
        "f1": 2 * hits / (support + predicted + 1e-9),
        "support": support,
    }
