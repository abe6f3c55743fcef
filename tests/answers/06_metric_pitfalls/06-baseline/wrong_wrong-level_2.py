# One standard error to each side.
def beats_majority(y_true, y_pred, seed):
    gains = (y_pred == y_true).double() - (y_true == y_true.mode().values).double()
    mean, error = gains.mean().item(), gains.std().item() / len(gains) ** 0.5
    return mean, mean - error, mean + error
