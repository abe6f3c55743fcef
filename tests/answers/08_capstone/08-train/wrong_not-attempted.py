# Nobody yet: the stub.
def train(data, path):
    """Train, write a checkpoint to path, return {"accuracy", "low", "high", "recall"}."""
    raise NotImplementedError("your code here")


def load(path):
    """Return (model, labels, preprocess) of a checkpoint; ValueError if it cannot be used."""
    raise NotImplementedError("your code here")
