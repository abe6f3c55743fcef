# All comparisons count, in both sums.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        same = logits.argmax(dim=1, keepdim=True) == targets
        right += same.sum().item()
        images += same.numel()
    if images == 0:
        raise ValueError("no image")
    return right / images
