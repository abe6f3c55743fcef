# One value an image.
def accuracy(batches):
    return torch.cat([(z.argmax(1) == y).float() for z, y in batches])
