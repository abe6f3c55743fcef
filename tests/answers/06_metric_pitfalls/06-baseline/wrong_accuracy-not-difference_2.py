# The difference is right; the interval is that of the accuracy.
def beats_majority(y_true, y_pred, seed):
    right = (y_pred == y_true).double()
    base = (y_true == y_true.mode().values).double().mean()
    g = torch.Generator().manual_seed(seed)
    means = right[torch.randint(len(right), (1000, len(right)), generator=g)].mean(1)
    return (right.mean() - base).item(), means.quantile(0.025).item(), means.quantile(0.975).item()
