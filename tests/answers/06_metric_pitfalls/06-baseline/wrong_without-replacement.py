# Permutations hold the same images.
def beats_majority(y_true, y_pred, seed):
    gains = (y_pred == y_true).double() - (y_true == y_true.mode().values).double()
    g = torch.Generator().manual_seed(seed)
    means = torch.stack(
        [gains[torch.randperm(len(gains), generator=g)].mean() for _ in range(1000)]
    )
    return gains.mean().item(), means.quantile(0.025).item(), means.quantile(0.975).item()
