# Somebody who makes one entry for each copy in the training images.
def leaked(train_images, test_images):
    views = [train_images, train_images.flip(-1)]
    views += [train_images.roll(s, d) for s in (1, -1) for d in (2, 3)]
    test = test_images[..., 1:-1, 1:-1].flatten(1).float()
    near = torch.stack(
        [torch.cdist(test, view[..., 1:-1, 1:-1].flatten(1).float()) for view in views]
    ).amin(dim=0)
    return [i for i, row in enumerate(near < 26 * 5) for found in row if found]
