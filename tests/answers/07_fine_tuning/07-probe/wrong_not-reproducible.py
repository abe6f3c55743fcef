# Somebody who seeds with the clock.
def linear_probe(features, labels, num_classes, epochs, lr):
    torch.seed()
    head = nn.Linear(features.shape[1], num_classes)
    training.fit(head, TensorDataset(features, labels), epochs=epochs, lr=lr)
    return head
