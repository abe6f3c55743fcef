# The mean over an N x N comparison, then weighted as it should be.
def accuracy(batches):
    total = images = 0
    for logits, targets in batches:
        same = logits.topk(1, dim=1).indices == targets
        total += same.float().mean().item() * len(targets)
        images += len(targets)
    return total / images
