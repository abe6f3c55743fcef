# Somebody who rounds the result to two digits.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    return {
        "precision": (hits / predicted).round(decimals=2),
        "recall": (hits / support).round(decimals=2),
        "f1": (2 * hits / (support + predicted)).round(decimals=2),
        "support": support,
    }
