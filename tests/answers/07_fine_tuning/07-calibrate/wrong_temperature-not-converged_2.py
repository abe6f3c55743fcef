# A grid that ends at 5.
def fit_temperature(logits, labels):
    grid = torch.linspace(0.1, 5, 200).tolist()
    return min(grid, key=lambda t: F.cross_entropy(logits / t, labels).item())
