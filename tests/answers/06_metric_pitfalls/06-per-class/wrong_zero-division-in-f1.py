# 2PR/(P+R) is 0/0 for a class that is never right.
def per_class(matrix, zero_division=0.0):
    hits, support, predicted = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)

    def ratio(part, whole):
        return torch.where(whole == 0, zero_division, part / whole)

    p, r = ratio(hits, predicted), ratio(hits, support)
    return {"precision": p, "recall": r, "f1": ratio(2 * p * r, p + r), "support": support}
