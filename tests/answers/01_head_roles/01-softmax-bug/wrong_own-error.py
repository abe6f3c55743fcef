# Somebody for whom e is a name that needs no import.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / e)
