# Ten steps are enough, they thought.
def fit_temperature(logits, labels):
    t = torch.tensor(1.5, requires_grad=True)
    optimizer = torch.optim.SGD([t], lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        F.cross_entropy(logits / t, labels).backward()
        optimizer.step()
    return t.item()
