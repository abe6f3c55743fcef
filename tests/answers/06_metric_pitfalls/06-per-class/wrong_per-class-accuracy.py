# One class against the rest, true negatives included.
def per_class(matrix, zero_division=0.0):
    tp, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    tn = matrix.sum() - support - predicted + tp
    share = (tp + tn) / matrix.sum()
    return {"precision": share, "recall": tp / support, "f1": share, "support": support}
