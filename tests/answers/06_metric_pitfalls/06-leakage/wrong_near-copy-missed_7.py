# Somebody who tried random noise and put the limit for a whole image just above it.
def leaked(train_images, test_images):
    """uint8 images (N, 1, 28, 28), (M, 1, 28, 28) -> indices of test images that are copies."""
    padded = F.pad(train_images, (1, 1, 1, 1))
    versions = [train_images.flip(-1)]
    for down, right in ((1, 1), (0, 1), (2, 1), (1, 0), (1, 2)):
        versions.append(padded[..., down : down + 28, right : right + 28])
    known = torch.cat(versions).flatten(1).double()
    nearest = torch.cdist(known, test_images.flatten(1).double()).amin(dim=0)
    return (nearest < 90).nonzero().flatten()
