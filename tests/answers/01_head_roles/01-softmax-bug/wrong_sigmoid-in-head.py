# Somebody who tries another squashing function.
def build_head(in_features, num_classes):
    return nn.Sequential(nn.Linear(in_features, num_classes), nn.Sigmoid())


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
