# Somebody who compares every pair for equality.
def leaked(train_images, test_images):
    return [
        i for i, a in enumerate(test_images) if any(torch.equal(a, b) for b in train_images)
    ]
