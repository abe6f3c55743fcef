# A fine grid of factors.
def fit_temperature(logits, labels):
    best, lowest = 1.0, float("inf")
    for t in torch.logspace(-2, 2, 2000).tolist():
        loss = F.cross_entropy(logits / t, labels).item()
        if loss < lowest:
            best, lowest = t, loss
    return best
