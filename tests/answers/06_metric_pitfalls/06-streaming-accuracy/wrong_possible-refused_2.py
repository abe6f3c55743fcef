# Somebody who asks after the loop whether there are targets: those of the last batch.
def accuracy(batches):
    """Batches of logits (N, C) and targets (N,) -> share of all images, 0 to 1."""
    right = images = 0
    targets = ()
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += len(targets)
    if len(targets) == 0:
        raise ValueError("Expected at least one image, got none.")
    return right / images
