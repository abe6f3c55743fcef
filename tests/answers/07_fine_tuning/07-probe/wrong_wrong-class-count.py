# Somebody who counts the classes that occur.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], len(labels.unique()))
    training.fit(head, TensorDataset(features, labels), epochs=epochs, lr=lr)
    return head
