# A mistake that people make: the old head is still there.
def timm_with_classes(name, num_classes):
    return timm.create_model(name)
