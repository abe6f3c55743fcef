# Somebody who lets the optimizer choose the rate.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], num_classes)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    training.fit(head, TensorDataset(features, labels), epochs=epochs, optimizer=optimizer)
    return head
