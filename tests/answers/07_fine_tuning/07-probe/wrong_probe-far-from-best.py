# Features are shuffled, labels are not.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], num_classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=lr)
    for _ in range(epochs):
        order = torch.randperm(len(features))
        optimizer.zero_grad()
        F.cross_entropy(head(features[order]), labels).backward()
        optimizer.step()
    return head
