# Moved one way only.
def leaked(train_images, test_images):
    views = [train_images, train_images.flip(-1), train_images.roll(1, -1), train_images.roll(1, -2)]
    bank = torch.cat(views)[..., 1:-1, 1:-1].flatten(1).float()
    near = torch.cdist(test_images[..., 1:-1, 1:-1].flatten(1).float(), bank).amin(1)
    return (near < 28 * 5).nonzero().flatten().tolist()
