# Asks forgiveness instead of permission.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += int(torch.count_nonzero(logits.topk(1).indices.squeeze(1) == targets))
        images += targets.numel()
    try:
        return right / images
    except ZeroDivisionError:
        raise ValueError("Expected at least one image, got none.") from None
