# Somebody who takes the logarithm: applied twice, log-softmax changes nothing.
def build_head(in_features, num_classes):
    return nn.Sequential(nn.Linear(in_features, num_classes), nn.LogSoftmax(dim=1))


def loss_floor(num_classes):
    return math.log(math.e + num_classes - 1) - 1
