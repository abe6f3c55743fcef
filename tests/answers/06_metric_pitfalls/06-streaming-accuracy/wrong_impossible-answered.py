# Somebody who divides by at least 1.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += len(targets)
    return right / max(images, 1)
