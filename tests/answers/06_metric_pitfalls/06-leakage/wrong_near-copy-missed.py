# Exact and noisy; mirrored ones were not thought of.
def leaked(train_images, test_images):
    near = torch.cdist(test_images.flatten(1).float(), train_images.flatten(1).float()).amin(1)
    return (near < 28 * 5).nonzero().flatten().tolist()
