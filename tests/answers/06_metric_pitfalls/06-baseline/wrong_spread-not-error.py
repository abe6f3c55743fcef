# Percentiles of the gains, not of their means.
def beats_majority(y_true, y_pred, seed):
    gains = (y_pred == y_true).double() - (y_true == y_true.mode().values).double()
    g = torch.Generator().manual_seed(seed)
    drawn = gains[torch.randint(len(gains), (1000 * len(gains),), generator=g)]
    return gains.mean().item(), drawn.quantile(0.025).item(), drawn.quantile(0.975).item()
