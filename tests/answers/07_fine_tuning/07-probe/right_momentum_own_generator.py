# Momentum, a schedule and a generator of its own.
def linear_probe(features, labels, num_classes, epochs, lr):
    generator = torch.Generator().manual_seed(0)
    head = nn.Linear(features.shape[1], num_classes, bias=True)
    optimizer = torch.optim.SGD(head.parameters(), lr, momentum=0.9, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for rows in torch.randperm(len(labels), generator=generator).split(50):
            optimizer.zero_grad()
            F.cross_entropy(head(features[rows]), labels[rows]).backward()
            optimizer.step()
        schedule.step()
    return head.requires_grad_(False)
