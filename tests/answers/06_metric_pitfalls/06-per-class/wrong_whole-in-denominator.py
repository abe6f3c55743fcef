# Somebody who divides by the number of all images.
def per_class(matrix, zero_division=0.0):
    share = matrix.diagonal() / matrix.sum()
    return {"precision": share, "recall": share, "f1": share, "support": matrix.sum(dim=1)}
