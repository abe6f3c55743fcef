# A mistake that people make: another number of classes than asked for.
def timm_with_classes(name, num_classes):
    return timm.create_model(name, num_classes=10)
