# Somebody who moves images with torch.roll: what leaves on one side comes in on the other.
def leaked(train_images, test_images):
    """uint8 images (N, 1, 28, 28), (M, 1, 28, 28) -> indices of test images that are copies."""
    versions = [train_images, train_images.flip(3)]
    versions += [train_images.roll(step, dim) for dim in (2, 3) for step in (1, -1)]
    tests = test_images.flatten(1).float()
    found = torch.zeros(len(tests), dtype=torch.bool)
    for version in versions:
        found |= (torch.cdist(version.flatten(1).float(), tests, p=float("inf")) <= 4).any(dim=0)
    return found.nonzero().flatten()
