# Somebody who returns one value per image.
def accuracy(batches):
    return torch.cat([(z.argmax(1) == y).float() for z, y in batches])
