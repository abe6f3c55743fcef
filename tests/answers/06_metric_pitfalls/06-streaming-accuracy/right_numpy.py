# Somebody at home in numpy.
def accuracy(batches):
    import numpy as np

    hits = [np.argmax(z.numpy(), axis=1) == y.numpy() for z, y in batches]
    hits = np.concatenate(hits) if hits else np.array([])
    if hits.size == 0:
        raise ValueError("empty")
    return hits.mean()
