# Fitted log T, returned log T.
def fit_temperature(logits, labels):
    grid = torch.linspace(-4, 4, 2000).tolist()
    return min(grid, key=lambda s: F.cross_entropy(logits / math.exp(s), labels).item())
