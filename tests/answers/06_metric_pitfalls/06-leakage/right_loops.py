# Two plain loops and a mean absolute difference.
def leaked(train_images, test_images):
    found = []
    train = train_images[:, 0].int()
    for i, image in enumerate(test_images[:, 0].int()):
        views = [image, image.flip(1)]
        views += [image.roll(s, d) for s in (-1, 1) for d in (0, 1)]
        for view in views:
            difference = (train - view)[:, 1:-1, 1:-1].abs().float().mean(dim=(1, 2))
            if (difference < 4).any():
                found.append(i)
                break
    return found
