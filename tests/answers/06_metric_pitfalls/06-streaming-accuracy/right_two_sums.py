# The expected one: two sums, divided once.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += len(targets)
    if not images:
        raise ValueError("no images")
    return right / images
