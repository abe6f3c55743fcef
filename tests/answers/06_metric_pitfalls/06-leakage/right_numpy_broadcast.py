# All differences at once, in numpy, image by image.
def leaked(train_images, test_images):
    import numpy as np

    train, test = train_images.numpy().astype(np.int32), test_images.numpy().astype(np.int32)
    views = [train, train[..., ::-1]]
    views += [np.roll(train, s, a) for s in (1, -1) for a in (2, 3)]
    bank = np.concatenate(views)[:, 0, 2:-2, 2:-2]
    flags = [np.abs(bank - image[0, 2:-2, 2:-2]).mean((1, 2)).min() < 4 for image in test]
    return np.flatnonzero(flags)
