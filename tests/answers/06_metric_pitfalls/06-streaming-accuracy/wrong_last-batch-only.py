# Somebody who overwrites the sums in each turn of the loop.
def accuracy(batches):
    for logits, targets in batches:
        right = (logits.argmax(dim=1) == targets).sum().item()
        images = len(targets)
    return right / images
