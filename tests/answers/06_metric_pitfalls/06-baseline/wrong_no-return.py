# A mistake that people make: the function returns nothing.
def beats_majority(y_true, y_pred, seed):
    print((y_pred == y_true).float().mean() - (y_true == y_true.mode().values).float().mean())
