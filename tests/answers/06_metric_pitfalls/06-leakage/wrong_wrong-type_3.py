# Pairs of positions.
def leaked(train_images, test_images):
    distances = torch.cdist(test_images.flatten(1).float(), train_images.flatten(1).float())
    return (distances <= 4 * 28).nonzero()
