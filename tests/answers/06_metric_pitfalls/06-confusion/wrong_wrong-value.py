# Starts from one instead of zero, "so that nothing is divided by zero".
def confusion(y_true, y_pred, num_classes):
    matrix = torch.ones(num_classes, num_classes, dtype=torch.int64)
    for truth, guess in zip(y_true, y_pred):
        matrix[truth, guess] += 1
    return matrix
