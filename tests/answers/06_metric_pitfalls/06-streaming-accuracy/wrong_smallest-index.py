# Somebody who takes the smallest logit.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.argsort(dim=1)[:, 0] == targets).sum().item()
        images += len(targets)
    return right / images
