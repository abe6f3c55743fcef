# The sign was free.
def fit_temperature(logits, labels):
    grid = torch.linspace(-20, -0.01, 500).tolist()
    return min(grid, key=lambda t: F.cross_entropy(logits / t, labels).item())
