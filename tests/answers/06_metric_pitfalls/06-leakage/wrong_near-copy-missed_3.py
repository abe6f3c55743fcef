# Everything but moved images.
def leaked(train_images, test_images):
    bank = torch.cat([train_images, train_images.flip(-1)]).flatten(1).float()
    near = torch.cdist(test_images.flatten(1).float(), bank).amin(1)
    return (near < 28 * 5).nonzero().flatten().tolist()
