# The numerator is asked, not the denominator.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    return {
        "precision": torch.where(hits > 0, hits / predicted, zero_division),
        "recall": torch.where(hits > 0, hits / support, zero_division),
        "f1": torch.where(hits > 0, 2 * hits / (predicted + support), zero_division),
        "support": support,
    }
