# A mistake that people make: the head ends in softmax.
def timm_with_classes(name, num_classes):
    return nn.Sequential(timm.create_model(name, num_classes=num_classes), nn.Softmax(dim=1))
