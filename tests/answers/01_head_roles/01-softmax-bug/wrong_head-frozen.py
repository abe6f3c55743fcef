# Somebody who stops the training so that it cannot stall.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes).requires_grad_(False)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
