# Nobody yet: the stub.
def linear_probe(features, labels, num_classes, epochs, lr):
    """Features (N, F), labels (N,) -> a trained nn.Linear(F, num_classes)."""
    raise NotImplementedError("your code here")
