# A dictionary of pairs, asked for every place.
def confusion(y_true, y_pred, num_classes):
    from collections import Counter

    pairs = Counter(zip(y_true.tolist(), y_pred.tolist()))
    n = range(num_classes)
    return torch.tensor([[pairs[i, j] for j in n] for i in n])
