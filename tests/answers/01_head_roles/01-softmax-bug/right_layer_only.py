# Whoever found the bug, and works the floor out from the best possible softmax.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
