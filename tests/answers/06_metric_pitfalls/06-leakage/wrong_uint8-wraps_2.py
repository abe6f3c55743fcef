# test - train as uint8: here the darker copies are lost.
def leaked(train_images, test_images):
    views = [train_images, train_images.flip(-1)]
    views += [train_images.roll(s, d) for s in (1, -1) for d in (2, 3)]
    bank = torch.cat(views)[..., 1:-1, 1:-1]
    return [
        i
        for i, image in enumerate(test_images[..., 1:-1, 1:-1])
        if ((image - bank).flatten(1).max(dim=1).values <= 4).any()
    ]
