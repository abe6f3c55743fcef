# Somebody who calms the logits down, so that the first loss is small: now they hardly grow.
class Calm(nn.Linear):
    def forward(self, x):
        return super().forward(x) / 1000


def build_head(in_features, num_classes):
    return Calm(in_features, num_classes)


def loss_floor(num_classes):
    return math.log(1 + (num_classes - 1) / math.e)
