# The parameter was never given to the optimizer.
def fit_temperature(logits, labels):
    t = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
    for _ in range(10):
        F.cross_entropy(logits / t, labels).backward()
        optimizer.step()
    return t.item()
