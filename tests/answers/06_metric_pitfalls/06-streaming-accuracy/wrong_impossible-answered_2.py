# nan, which is still an answer.
def accuracy(batches):
    right, images = torch.tensor(0.0), torch.tensor(0.0)
    for logits, targets in batches:
        right += (logits.argmax(dim=1) == targets).sum()
        images += len(targets)
    return (right / images).item()
