# 5 % at each end.
def beats_majority(y_true, y_pred, seed):
    gains = (y_pred == y_true).double() - (y_true == y_true.mode().values).double()
    g = torch.Generator().manual_seed(seed)
    means = gains[torch.randint(len(gains), (4000, len(gains)), generator=g)].mean(1)
    return gains.mean().item(), means.quantile(0.05).item(), means.quantile(0.95).item()
