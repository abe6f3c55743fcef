# An optimizer instead of groups.
def layerwise_rates(model, head, lr, decay):
    return torch.optim.SGD(model.parameters(), lr=lr)
