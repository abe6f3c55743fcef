# Somebody who gives the Linear head what it wants: pooled and flat. Its weights stay.
def repair(model):
    features = nn.Sequential(model.backbone, nn.AdaptiveAvgPool2d(1), nn.Flatten()) if (
        model.backbone(torch.zeros(1, 3, 32, 32)).ndim == 4
    ) else model.backbone
    width = features(torch.zeros(1, 3, 32, 32)).shape[1]
    head = model.head.to(torch.float32)
    if head.weight.shape != (model.num_classes, width):
        head = nn.Linear(width, model.num_classes)
    return nn.Sequential(features, head)
