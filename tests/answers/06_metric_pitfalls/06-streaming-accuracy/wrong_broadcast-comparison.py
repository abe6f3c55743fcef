# Somebody who compares (N, 1) with (N,).
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1, keepdim=True) == targets).sum().item()
        images += len(targets)
    return right / images
