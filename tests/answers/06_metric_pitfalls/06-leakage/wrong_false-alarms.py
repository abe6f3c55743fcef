# A distance that different trousers fit into.
def leaked(train_images, test_images):
    views = [train_images, train_images.flip(-1)]
    views += [train_images.roll(s, d) for s in (1, -1) for d in (2, 3)]
    bank = torch.cat(views).flatten(1).float()
    near = torch.cdist(test_images.flatten(1).float(), bank).amin(1)
    return (near < 28 * 40).nonzero().flatten().tolist()
