# The library decides how many classes there are.
def confusion(y_true, y_pred, num_classes):
    return torch.as_tensor(confusion_matrix(y_true, y_pred))
