# The two best count.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.topk(2).indices == targets[:, None]).any(1).sum().item()
        images += len(targets)
    return right / images
