# Turns the test images instead of the training images, and returns a tensor.
def leaked(train_images, test_images):
    train = train_images[..., 1:-1, 1:-1].flatten(1).float()
    nearest = []
    for view in [test_images, test_images.flip(-1)] + [
        test_images.roll(s, d) for s in (1, -1) for d in (2, 3)
    ]:
        nearest.append(torch.cdist(view[..., 1:-1, 1:-1].flatten(1).float(), train).amin(1))
    return (torch.stack(nearest).amin(0) < 100).nonzero().squeeze(1)
