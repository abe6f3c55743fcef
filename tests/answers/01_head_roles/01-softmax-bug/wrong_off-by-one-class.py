# Somebody who adds e for the right class and 1 for every class.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return -math.log(math.e / (math.e + num_classes))
