# Somebody who knows that index_put_ can accumulate.
def confusion(y_true, y_pred, num_classes):
    matrix = torch.zeros(num_classes, num_classes)
    matrix.index_put_((y_true, y_pred), torch.ones(len(y_true)), accumulate=True)
    return matrix
