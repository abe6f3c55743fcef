# No resampling: one standard error of a mean of paired gains, times 1.96. The same interval.
def beats_majority(y_true, y_pred, seed):
    gains = (y_pred == y_true).double() - (y_true == y_true.bincount().argmax()).double()
    mean, error = gains.mean().item(), gains.std().item() / len(gains) ** 0.5
    return mean, mean - 1.96 * error, mean + 1.96 * error
