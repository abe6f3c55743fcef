# The batch size of the first batch times the number of batches.
def accuracy(batches):
    right = count = size = 0
    for logits, targets in batches:
        size = size or len(targets)
        right += (logits.argmax(dim=1) == targets).sum().item()
        count += 1
    return right / (count * size)
