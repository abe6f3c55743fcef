# The largest difference of any pixel, by a library; the answer is a NumPy array.
def leaked(train_images, test_images):
    import numpy as np
    from sklearn.neighbors import NearestNeighbors

    train = train_images[:, 0].numpy().astype(np.int16)
    test = test_images[:, 0].numpy().astype(np.int16)
    wide = np.pad(train, ((0, 0), (1, 1), (1, 1)))
    versions = [train, train[:, :, ::-1], wide[:, 2:, 1:-1], wide[:, :-2, 1:-1]]
    versions += [wide[:, 1:-1, 2:], wide[:, 1:-1, :-2]]
    known = np.concatenate([version.reshape(len(version), -1) for version in versions])
    finder = NearestNeighbors(n_neighbors=1, metric="chebyshev").fit(known)
    distances, _ = finder.kneighbors(test.reshape(len(test), -1))
    return np.flatnonzero(distances[:, 0] <= 4)
