# Somebody who writes the arguments the other way round.
def build_head(in_features, num_classes):
    return nn.Linear(num_classes, in_features)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
