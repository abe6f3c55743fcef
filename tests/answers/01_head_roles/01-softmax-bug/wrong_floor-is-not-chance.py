# Somebody who gives the loss at chance, where training starts.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    return math.log(num_classes)
