# backward, and no step.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], num_classes)
    for _ in range(epochs):
        F.cross_entropy(head(features), labels).backward()
    return head
