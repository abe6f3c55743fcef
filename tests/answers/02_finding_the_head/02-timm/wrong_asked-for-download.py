# A mistake that people make: weights were asked for where none were wanted.
def timm_with_classes(name, num_classes):
    return timm.create_model(name, pretrained=True, num_classes=num_classes)
