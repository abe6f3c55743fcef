# Divides first, then fixes the entries that are not a number; F1 by its own denominator.
def per_class(matrix, zero_division=0.0):
    tp, rows, columns = matrix.diag().double(), matrix.sum(1), matrix.sum(0)
    parts = {"precision": tp / columns, "recall": tp / rows, "f1": 2 * tp / (rows + columns)}
    for values in parts.values():
        values[values.isnan()] = zero_division
    return parts | {"support": rows}
