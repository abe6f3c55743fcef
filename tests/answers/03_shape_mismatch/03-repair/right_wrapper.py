# Somebody who writes a model of their own around the parts, and turns the map so that Linear fits.
class Mended(nn.Module):
    def __init__(self, sick):
        super().__init__()
        self.backbone, self.head = sick.backbone, sick.head
        self.maps = hasattr(sick, "pool")

    def forward(self, images):
        features = self.backbone(images)
        if self.maps:
            return self.head(features.permute(0, 2, 3, 1)).mean(dim=(1, 2))
        return self.head(features.flatten(1).to(self.head.weight.dtype)).float()


def repair(model):
    width = model.backbone(torch.zeros(1, 3, 32, 32)).shape[1]
    if model.head.weight.shape != (model.num_classes, width):
        model.head = nn.LazyLinear(model.num_classes)
        model.head(torch.zeros(1, width))
    return Mended(model)
