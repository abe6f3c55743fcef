# The border of the caller's images is painted black.
def leaked(train_images, test_images):
    test_images[..., 0] = 0
    train_images[..., 0] = 0
    near = torch.cdist(test_images.flatten(1).float(), train_images.flatten(1).float()).amin(1)
    return (near < 28 * 5).nonzero().flatten().tolist()
