# Somebody who returns the head and its loss, as in the exercise before.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes), nn.CrossEntropyLoss()


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
