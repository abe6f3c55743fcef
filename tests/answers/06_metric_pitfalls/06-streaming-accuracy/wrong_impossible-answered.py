# A mistake that people make: what has no answer was answered.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += len(targets)
    return right / max(images, 1)
