# A mirrored image and an exact one, and a tolerance of one grey level.
def leaked(train_images, test_images):
    views = [train_images, train_images.flip(-1)]
    views += [train_images.roll(s, d) for s in (1, -1) for d in (2, 3)]
    bank = torch.cat(views)[..., 1:-1, 1:-1].flatten(1).float()
    near = torch.cdist(test_images[..., 1:-1, 1:-1].flatten(1).float(), bank).amin(1)
    return (near < 26).nonzero().flatten().tolist()
