# Somebody who puts a dropout before the layer while mending it.
def build_head(in_features, num_classes):
    return nn.Sequential(nn.Dropout(0.2), nn.Linear(in_features, num_classes))


def loss_floor(num_classes):
    return -F.one_hot(torch.tensor(0), num_classes).float().log_softmax(0)[0].item()
