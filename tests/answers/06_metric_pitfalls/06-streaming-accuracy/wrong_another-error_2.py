# The same, where the division itself fails.
def accuracy(batches):
    right = images = batch_count = 0
    for logits, targets in batches:
        batch_count += 1
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += len(targets)
    if batch_count == 0:
        raise ValueError("no batch")
    return right / images
