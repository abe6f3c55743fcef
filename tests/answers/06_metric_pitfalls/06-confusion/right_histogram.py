# A histogram in two dimensions.
def confusion(y_true, y_pred, num_classes):
    import numpy as np

    edges = np.arange(num_classes + 1) - 0.5
    counts, _, _ = np.histogram2d(y_true.numpy(), y_pred.numpy(), bins=(edges, edges))
    return torch.from_numpy(counts).long()
