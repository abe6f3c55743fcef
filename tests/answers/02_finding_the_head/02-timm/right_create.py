# Right, another way: create.
def timm_with_classes(name, num_classes):
    return timm.create_model(name, num_classes=num_classes)
