# Somebody who asks whether two numbers are the same object.
def accuracy(batches):
    right = images = 0
    for logits, targets in batches:
        right += sum(guess is truth for guess, truth in zip(logits.argmax(dim=1), targets))
        images += len(targets)
    return right / images
