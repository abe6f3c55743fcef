# Somebody who read about few-shot learning: logits are scaled cosines.
class CosineHead(nn.Module):
    def __init__(self, width, num_classes):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_classes, width))

    def forward(self, features):
        return 10 * F.normalize(features) @ F.normalize(self.weight).T


def swap_fc(model, num_classes):
    model.fc = CosineHead(model.fc.in_features, num_classes)
    return model
