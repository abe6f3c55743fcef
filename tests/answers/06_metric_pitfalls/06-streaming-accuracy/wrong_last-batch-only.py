# A mistake that people make: one batch stands for all.
def accuracy(batches):
    for logits, targets in batches:
        right = (logits.argmax(dim=1) == targets).sum().item()
        images = len(targets)
    return right / images
