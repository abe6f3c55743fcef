# Somebody who moved the softmax into a class, where it is harder to see.
class Head(nn.Linear):
    def forward(self, features):
        return F.softmax(super().forward(features), dim=-1)


def build_head(in_features, num_classes):
    return Head(in_features, num_classes)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
