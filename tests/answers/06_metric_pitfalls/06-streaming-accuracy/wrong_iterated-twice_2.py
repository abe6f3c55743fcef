# Asking a generator whether it is empty empties it.
def accuracy(batches):
    if len(list(batches)) == 0:
        raise ValueError("no image")
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
        images += len(targets)
    return right / images
