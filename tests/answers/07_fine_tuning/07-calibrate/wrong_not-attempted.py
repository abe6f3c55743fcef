# Nobody yet: the stub.
def fit_temperature(logits, labels):
    """Logits (N, C), labels (N,) -> the T > 0 that makes the cross-entropy lowest."""
    raise NotImplementedError("your code here")
