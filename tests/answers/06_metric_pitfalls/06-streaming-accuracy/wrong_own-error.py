# len() of a generator.
def accuracy(batches):
    right = 0
    images = sum(len(batches[i][1]) for i in range(len(batches)))
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum().item()
    return right / images
