# Somebody who replaces the softmax by the activation that they know.
def build_head(in_features, num_classes):
    return nn.Sequential(nn.Linear(in_features, num_classes), nn.ReLU())


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
