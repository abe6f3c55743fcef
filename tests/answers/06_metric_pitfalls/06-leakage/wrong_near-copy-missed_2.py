# Exact and mirrored bytes; noise breaks them.
def leaked(train_images, test_images):
    known = {image.numpy().tobytes() for image in train_images}
    known |= {image.flip(-1).contiguous().numpy().tobytes() for image in train_images}
    return [i for i, image in enumerate(test_images) if image.numpy().tobytes() in known]
