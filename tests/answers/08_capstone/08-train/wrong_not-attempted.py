# Nobody yet: the stub.
def train(data, path):
    """Train, write a checkpoint to path, and return {"accuracy", "low", "high", "recall"}."""
    raise NotImplementedError("your code here")


def load(path):
    """Return (model, labels, preprocess) of a checkpoint."""
    raise NotImplementedError("your code here")
