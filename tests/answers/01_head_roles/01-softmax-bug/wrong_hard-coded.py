# Somebody who read the floor for ten classes off the curve.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return 1.461
