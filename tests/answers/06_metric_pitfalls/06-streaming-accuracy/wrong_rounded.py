# Somebody who rounds the result to two digits.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += len(targets)
    return round(right / images, 2)
