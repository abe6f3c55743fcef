# Somebody who forgets the return line.
def confusion(y_true, y_pred, num_classes):
    matrix = torch.zeros(num_classes, num_classes)
    for truth, guess in zip(y_true, y_pred):
        matrix[truth, guess] += 1
