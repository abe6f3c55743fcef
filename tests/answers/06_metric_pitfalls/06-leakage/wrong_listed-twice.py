# One report for each version that fits.
def leaked(train_images, test_images):
    views = [train_images, train_images.flip(-1), train_images.roll(1, -1), train_images]
    found = []
    for view in views:
        near = torch.cdist(test_images.flatten(1).float(), view.flatten(1).float()).amin(1)
        found += (near < 28 * 5).nonzero().flatten().tolist()
    return found
