# Somebody who takes "nothing is right" for "there are no images".
def accuracy(batches):
    """Batches of logits (N, C) and targets (N,) -> share of all images, 0 to 1."""
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += len(targets)
    if not right:
        raise ValueError("Expected at least one image, got none.")
    return right / images
