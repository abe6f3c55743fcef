# The course's loop does it, from a head of zeros.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], num_classes)
    nn.init.zeros_(head.weight)
    training.fit(head, TensorDataset(features, labels), epochs=epochs, lr=lr, batch_size=128)
    return head
