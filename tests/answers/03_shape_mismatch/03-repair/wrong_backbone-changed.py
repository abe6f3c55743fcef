# Somebody who builds the whole model anew.
def repair(model):
    width = model.backbone[2].out_channels
    layers = [nn.Conv2d(3, width, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*layers, nn.Linear(width, model.num_classes))
