# Somebody who answered the question and did not mend the head.
def build_head(in_features, num_classes):
    return nn.Sequential(nn.Linear(in_features, num_classes), nn.Softmax(dim=1))


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
