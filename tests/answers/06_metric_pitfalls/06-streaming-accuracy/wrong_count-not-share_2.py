# Somebody who counts batches where images were meant.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += 1
    return right / images
