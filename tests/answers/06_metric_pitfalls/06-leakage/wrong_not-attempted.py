# Somebody who ran the starter code unchanged.
def leaked(train_images, test_images):
    """uint8 images (N, 1, 28, 28), (M, 1, 28, 28) -> indices of test images that are copies."""
    raise NotImplementedError("your code here")
