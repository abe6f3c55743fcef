# The promise of the noise: no pixel differs by more than four.
def leaked(train_images, test_images):
    test = test_images.short()[:, 0, 1:-1, 1:-1]
    found = set()
    for view in (
        train_images,
        train_images.flip(3),
        *(torch.roll(train_images, s, d) for s in (1, -1) for d in (2, 3)),
    ):
        view = view.short()[:, 0, 1:-1, 1:-1]
        for i in range(len(test)):
            if ((view - test[i]).abs().amax(dim=(1, 2)) <= 4).any():
                found.add(i)
    return sorted(found)
