# A mistake that people make: (N, 1) was compared with (N,).
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += (logits.argmax(dim=1, keepdim=True) == targets).sum().item()
        images += len(targets)
    return right / images
