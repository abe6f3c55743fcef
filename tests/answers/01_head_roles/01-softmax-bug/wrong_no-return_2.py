# Somebody who makes the head and forgets to hand it over.
def build_head(in_features, num_classes):
    head = nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
