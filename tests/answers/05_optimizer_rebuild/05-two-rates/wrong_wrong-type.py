# Somebody who returns the optimizer.
def two_rate_groups(model, head, lr, head_factor):
    return SGD(model.parameters(), lr=lr)
