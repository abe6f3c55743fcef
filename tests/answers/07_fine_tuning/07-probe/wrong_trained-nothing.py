# The optimizer got the parameters of another layer.
def linear_probe(features, labels, num_classes, epochs, lr):
    optimizer = torch.optim.SGD(nn.Linear(features.shape[1], num_classes).parameters(), lr=lr)
    head = nn.Linear(features.shape[1], num_classes)
    for _ in range(epochs):
        optimizer.zero_grad()
        F.cross_entropy(head(features), labels).backward()
        optimizer.step()
    return head
