# Somebody who replaces every nan by 0, whatever zero_division is.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    return {
        "precision": (hits / predicted).nan_to_num(0),
        "recall": (hits / support).nan_to_num(0),
        "f1": (2 * hits / (support + predicted)).nan_to_num(0),
        "support": support,
    }
