# The index of the other loop.
def leaked(train_images, test_images):
    bank, found = train_images[..., 1:-1, 1:-1].flatten(1).float(), []
    for view in [test_images, test_images.flip(-1)]:
        near = torch.cdist(bank, view[..., 1:-1, 1:-1].flatten(1).float())
        found += (near.amin(1) < 28 * 5).nonzero().flatten().tolist()
    return sorted(set(found))
