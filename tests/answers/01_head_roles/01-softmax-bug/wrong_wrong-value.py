# Somebody who takes the number where the training above stopped for the number where it would end.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return 1.52
