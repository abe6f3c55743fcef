# Somebody who types in the ten classes of the example.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, 10)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
