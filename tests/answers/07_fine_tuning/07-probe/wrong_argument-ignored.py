# Somebody who knows the best number of epochs.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], num_classes)
    training.fit(head, TensorDataset(features, labels), epochs=20, lr=lr)
    return head
