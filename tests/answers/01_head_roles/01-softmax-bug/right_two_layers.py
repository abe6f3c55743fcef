# Somebody who takes the chance to add a hidden layer.
def build_head(in_features, num_classes):
    return nn.Sequential(
        nn.Linear(in_features, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, num_classes)
    )


def loss_floor(num_classes):
    p = torch.softmax(torch.eye(num_classes)[0], dim=0)
    return -math.log(p[0])
