# Somebody who ran the starter code unchanged.
def per_class(matrix, zero_division=0.0):
    """Counts (C, C), rows the truth -> {"precision", "recall", "f1", "support"}, (C,) each."""
    raise NotImplementedError("your code here")
