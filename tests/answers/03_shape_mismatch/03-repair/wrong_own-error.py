# Somebody who forgets that a Conv2d has no in_features.
class Repaired(nn.Module):
    def __init__(self, old):
        super().__init__()
        self.backbone, self.head, self.num_classes = old.backbone, old.head, old.num_classes

    def forward(self, images):
        return self.head(self.backbone(images).view(-1, self.backbone[0].in_features))


def repair(model):
    return Repaired(model)
