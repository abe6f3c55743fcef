# Somebody who prints the floor.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    print(math.log(1 + (num_classes - 1) / math.e))
