# Somebody who prints the result instead of returning it.
def beats_majority(y_true, y_pred, seed):
    print((y_pred == y_true).float().mean() - (y_true == y_true.mode().values).float().mean())
