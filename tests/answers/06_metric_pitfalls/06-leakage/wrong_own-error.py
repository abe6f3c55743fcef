# cdist of whole numbers.
def leaked(train_images, test_images):
    near = torch.cdist(test_images.flatten(1), train_images.flatten(1)).amin(1)
    return (near < 28 * 5).nonzero().flatten().tolist()
