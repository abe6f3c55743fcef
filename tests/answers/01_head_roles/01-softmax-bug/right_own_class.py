# Somebody who writes the head as a class, softmax only when nobody trains.
class Head(nn.Module):
    def __init__(self, in_features, num_classes):
        super().__init__()
        self.layer = nn.Linear(in_features, num_classes)

    def forward(self, features):
        return self.layer(features)

    @torch.no_grad()
    def probabilities(self, features):
        return self(features).softmax(dim=1)


def build_head(in_features, num_classes):
    return Head(in_features, num_classes)


def loss_floor(num_classes):
    return math.log(math.exp(1) + (num_classes - 1) * math.exp(0)) - 1
