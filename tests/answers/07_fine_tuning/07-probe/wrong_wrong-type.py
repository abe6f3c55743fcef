# Somebody who adds a softmax.
def linear_probe(features, labels, num_classes, epochs, lr):
    head = nn.Linear(features.shape[1], num_classes)
    training.fit(head, TensorDataset(features, labels), epochs=epochs, lr=lr)
    return nn.Sequential(head, nn.Softmax(dim=1))
