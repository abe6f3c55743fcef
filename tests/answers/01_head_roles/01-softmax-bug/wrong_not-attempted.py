# Nobody yet: the planted bug and the stub as they are handed out.
def build_head(in_features, num_classes):
    return nn.Sequential(nn.Linear(in_features, num_classes), nn.Softmax(dim=1))


def loss_floor(num_classes):
    """The lowest cross-entropy, in nats, of a head that ends in softmax."""
    raise NotImplementedError("your code here")
