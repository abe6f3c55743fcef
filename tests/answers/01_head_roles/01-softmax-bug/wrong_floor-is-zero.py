# Somebody who forgets that cross-entropy applies a softmax of its own.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return 0.0
