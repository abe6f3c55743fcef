# A DataLoader that shuffles, and Adam.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.size(1), num_classes)
    loader = DataLoader(TensorDataset(features, labels), batch_size=32, shuffle=True)
    optimizer = torch.optim.Adam(head.parameters(), lr=lr)
    for epoch in range(epochs):
        for x, y in loader:
            loss = nn.CrossEntropyLoss()(head(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return head.eval()
