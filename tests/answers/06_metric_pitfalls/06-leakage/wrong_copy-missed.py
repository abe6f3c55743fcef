# Image i is compared with image i.
def leaked(train_images, test_images):
    n = min(len(train_images), len(test_images))
    same = (train_images[:n] == test_images[:n]).flatten(1).all(dim=1)
    return same.nonzero().flatten().tolist()
