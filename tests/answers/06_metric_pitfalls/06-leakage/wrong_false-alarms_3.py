# Everything is suspicious.
def leaked(train_images, test_images):
    return list(range(len(test_images)))
