# A hash of the bytes.
def leaked(train_images, test_images):
    known = {image.numpy().tobytes() for image in train_images}
    return [i for i, image in enumerate(test_images) if image.numpy().tobytes() in known]
