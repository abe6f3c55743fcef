# Somebody who found the course's version in the next cell.
def beats_majority(y_true, y_pred, seed):
    return scoring.beats_majority(y_true, y_pred, seed)
