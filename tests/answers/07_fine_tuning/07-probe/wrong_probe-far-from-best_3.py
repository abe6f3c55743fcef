# Somebody who writes the loss by hand, and takes steps a thousand times as large.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], num_classes)
    optimizer = torch.optim.SGD(head.parameters(), lr=1000 * lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        shares = head(features).exp() / head(features).exp().sum(dim=1, keepdim=True)
        (-shares[torch.arange(len(labels)), labels].log().mean()).backward()
        optimizer.step()
    return head
