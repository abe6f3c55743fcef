# Somebody who counts in bits.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return math.log2(1 + (num_classes - 1) / math.e)
