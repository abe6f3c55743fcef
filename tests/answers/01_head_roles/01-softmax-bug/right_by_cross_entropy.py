# Somebody who keeps the Sequential, and asks cross-entropy for the floor.
def build_head(in_features, num_classes):
    return nn.Sequential(nn.Linear(in_features, num_classes))


def loss_floor(num_classes):
    best = torch.zeros(1, num_classes)
    best[0, 0] = 1.0
    return nn.CrossEntropyLoss()(best, torch.tensor([0]))
