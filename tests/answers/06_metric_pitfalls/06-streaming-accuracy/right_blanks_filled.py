# Somebody who filled the blanks and changed nothing else.
def accuracy(batches):
    """Batches of logits (N, C) and targets (N,) -> share of all images, 0 to 1."""
    right = images = 0
    for logits, targets in batches:
        right += sum(logits.argmax(1) == targets)    # how many are right in this batch?
        images += logits.shape[0]   # and how many are there?
    if images == 0:             # when is there nothing to divide by?
        raise ValueError("Expected at least one image, got none.")
    return right / images
