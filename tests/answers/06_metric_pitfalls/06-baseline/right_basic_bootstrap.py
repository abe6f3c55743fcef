# The "basic" interval: the percentiles mirrored at the measured difference.
def beats_majority(y_true, y_pred, seed):
    gains = (y_pred == y_true).float() - (y_true == y_true.mode().values).float()
    g = torch.Generator().manual_seed(seed)
    means = torch.stack(
        [gains[torch.randint(len(gains), (len(gains),), generator=g)].mean() for _ in range(1000)]
    )
    d = gains.mean()
    return d, 2 * d - means.quantile(0.975), 2 * d - means.quantile(0.025)
