# Somebody who returns the new layer only.
def repair(model):
    model.head = nn.Conv2d(model.backbone[2].out_channels, model.num_classes, 1)
    return model.head
