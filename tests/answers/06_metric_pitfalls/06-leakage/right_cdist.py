# Right, another way: cdist.
def leaked(train_images, test_images):
    def inner(images):
        return images[..., 1:-1, 1:-1].flatten(1).float()

    versions = [train_images, train_images.flip(-1)]
    versions += [train_images.roll(step, dim) for step in (-1, 1) for dim in (-2, -1)]
    copies = torch.zeros(len(test_images), dtype=torch.bool)
    for version in versions:
        copies |= torch.cdist(inner(test_images), inner(version)).min(dim=1).values / 26 < 6
    return copies.nonzero().flatten().tolist()
