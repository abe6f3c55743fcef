# Somebody who computes the number of classes from the labels.
def confusion(y_true, y_pred, num_classes):
    n = int(torch.cat([y_true, y_pred]).max()) + 1
    return (y_true * n + y_pred).bincount(minlength=n * n).reshape(n, n)
