# Somebody who mended the head and left the question for later.
def build_head(in_features, num_classes):
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes):
    raise NotImplementedError("your code here")
