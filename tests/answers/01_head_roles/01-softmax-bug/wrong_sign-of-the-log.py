# Somebody who forgot the minus.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return math.log(math.e / (math.e + num_classes - 1))
