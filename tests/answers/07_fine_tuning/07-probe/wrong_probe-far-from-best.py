# Somebody who trusts nll_loss with logits: it falls for ever, and means nothing.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], num_classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        F.nll_loss(-head(features), labels).backward()
        optimizer.step()
    return head
