# Somebody who returns a percentage.
def beats_majority(y_true, y_pred, seed):
    gains = 100 * ((y_pred == y_true).double() - (y_true == y_true.mode().values).double())
    g = torch.Generator().manual_seed(seed)
    means = gains[torch.randint(len(gains), (1000, len(gains)), generator=g)].mean(1)
    return gains.mean().item(), means.quantile(0.025).item(), means.quantile(0.975).item()
