# Somebody who leaves the last layer out of the Sequential, brackets and all.
def build_head(in_features, num_classes):
    return nn.Sequential(nn.Linear(in_features, num_classes), nn.Softmax)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
